using System;

namespace ManagedENet.Godot.Variants;

/// <summary>Three whole numbers.</summary>
/// <param name="X">The first.</param>
/// <param name="Y">The second.</param>
/// <param name="Z">The third.</param>
public readonly record struct Vector3I(int X, int Y, int Z)
{
    // Seeded: whoever sends these as keys must not be able to choose their hash.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, Y, Z);
}
