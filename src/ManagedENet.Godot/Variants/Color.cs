using System;

namespace ManagedENet.Godot.Variants;

/// <summary>A colour; 1 is full.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">Opacity.</param>
public readonly record struct Color(float R, float G, float B, float A = 1)
{
    // Seeded: whoever sends these as keys must not be able to choose their hash.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(R, G, B, A);
}
