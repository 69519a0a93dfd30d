using System.Numerics;

namespace ManagedENet.Godot.Variants;

/// <summary>A transformation of the plane, by its columns.</summary>
/// <param name="X">Where the first axis goes.</param>
/// <param name="Y">Where the second axis goes.</param>
/// <param name="Origin">Where the origin goes.</param>
public readonly record struct Transform2D(Vector2 X, Vector2 Y, Vector2 Origin);
