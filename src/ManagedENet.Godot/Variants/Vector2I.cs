using System;

namespace ManagedENet.Godot.Variants;

/// <summary>Two whole numbers.</summary>
/// <param name="X">The first.</param>
/// <param name="Y">The second.</param>
public readonly record struct Vector2I(int X, int Y)
{
    // Seeded: whoever sends these as keys must not be able to choose their hash.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, Y);
}
