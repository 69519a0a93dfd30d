using System;

namespace ManagedENet.Godot.Variants;

/// <summary>Four whole numbers.</summary>
/// <param name="X">The first.</param>
/// <param name="Y">The second.</param>
/// <param name="Z">The third.</param>
/// <param name="W">The fourth.</param>
public readonly record struct Vector4I(int X, int Y, int Z, int W)
{
    // Seeded: whoever sends these as keys must not be able to choose their hash.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, Y, Z, W);
}
