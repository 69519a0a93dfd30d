namespace ManagedENet.Godot.Variants;

/// <summary>A rectangle in whole numbers.</summary>
/// <param name="Position">Its corner.</param>
/// <param name="Size">From there to the opposite corner.</param>
public readonly record struct Rect2I(Vector2I Position, Vector2I Size);
