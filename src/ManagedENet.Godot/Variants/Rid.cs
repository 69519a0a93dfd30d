using System;

namespace ManagedENet.Godot.Variants;

/// <summary>The handle of a resource; means something only where it was made.</summary>
/// <param name="Id">Its number. Godot 3 does not send it.</param>
public readonly record struct Rid(ulong Id)
{
    // Seeded: whoever sends these as keys must not be able to choose their hash.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine((uint)Id, (uint)(Id >> 32));
}
