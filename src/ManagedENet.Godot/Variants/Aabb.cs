using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <summary>A box along the axes.</summary>
/// <param name="Position">Its corner.</param>
/// <param name="Size">From there to the opposite corner.</param>
public readonly record struct Aabb(Vector3 Position, Vector3 Size);
