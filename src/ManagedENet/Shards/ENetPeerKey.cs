using System;

namespace ManagedENet;

/// <summary>
/// The name of a peer among all that the shards of a host ever have: 8 bits for the shard, 12 for the slot, 44 for the connection in that slot. It outlives the connection, and what is posted to it then reaches nobody. A
/// number, so that it can be kept anywhere.
/// </summary>
public readonly struct ENetPeerKey : IEquatable<ENetPeerKey>
{
    private const int SlotBits = 12;
    private const int GenerationBits = 44;
    private const ulong GenerationMask = (1UL << GenerationBits) - 1;
    private const int SlotMask = (1 << SlotBits) - 1;

    /// <summary>A key that was kept as a number.</summary>
    /// <param name="value">What <see cref="Value"/> was.</param>
    public ENetPeerKey(ulong value) => Value = value;

    internal ENetPeerKey(int shard, int slot, long generation) => Value = ((ulong)shard << (SlotBits + GenerationBits)) | ((ulong)slot << GenerationBits) | ((ulong)generation & GenerationMask);

    /// <summary>The key as a number.</summary>
    public ulong Value { get; }

    /// <summary>The number of the shard, 0 for the first, and for a host without shards.</summary>
    public int Shard => (int)(Value >> (SlotBits + GenerationBits));

    /// <summary>The number of the slot in that shard (<see cref="ENetPeer.Id"/>).</summary>
    public int Slot => (int)(Value >> GenerationBits) & SlotMask;

    /// <summary>Which of the connections of that slot it is.</summary>
    public long Generation => (long)(Value & GenerationMask);

    /// <inheritdoc/>
    public bool Equals(ENetPeerKey other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ENetPeerKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>For a log: <c>1/17/4</c> is the connection 4 of slot 17 of shard 1.</summary>
    public override string ToString() => $"{Shard}/{Slot}/{Generation}";

    /// <summary>The same peer.</summary>
    public static bool operator ==(ENetPeerKey left, ENetPeerKey right) => left.Equals(right);

    /// <summary>Another peer.</summary>
    public static bool operator !=(ENetPeerKey left, ENetPeerKey right) => !left.Equals(right);
}
