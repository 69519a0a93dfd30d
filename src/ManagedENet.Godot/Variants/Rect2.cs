using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <summary>A rectangle.</summary>
/// <param name="Position">Its corner.</param>
/// <param name="Size">From there to the opposite corner.</param>
public readonly record struct Rect2(Vector2 Position, Vector2 Size);
