using System;

namespace ManagedENet.Godot.Variants;

/// <summary>The number of an object; means something only where it lives. Whole objects are neither sent nor taken: what they could run is not ours to run.</summary>
/// <param name="Id">The number.</param>
public readonly record struct ObjectId(ulong Id)
{
    // Seeded: whoever sends these as keys must not be able to choose their hash.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine((uint)Id, (uint)(Id >> 32));
}
