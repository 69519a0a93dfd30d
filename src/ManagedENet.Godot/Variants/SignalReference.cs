using System;

namespace ManagedENet.Godot.Variants;

/// <summary>A signal of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ObjectId">The object's number.</param>
public readonly record struct SignalReference(string Name, ulong ObjectId)
{
    // Seeded: whoever sends these as keys must not be able to choose their hash.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, (uint)ObjectId, (uint)(ObjectId >> 32));
}
