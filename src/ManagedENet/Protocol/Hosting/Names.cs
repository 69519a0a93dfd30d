using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The peer ids by which the other ends call us. They are drawn, so that nobody can guess one; two connections may have the same one as long as they come from different
/// addresses, for which a list stands behind each name.
/// </summary>
internal sealed class Names
{
    private const int Draws = 16;

    private readonly Connection?[] _slots;
    private readonly IRandomSource? _random;
    private readonly SlotBuckets _buckets;

    /// <summary>The names of a host.</summary>
    /// <param name="slots">Its connections.</param>
    /// <param name="random">Where names come from; null is native's way, in which the slot is the name.</param>
    public Names(Connection?[] slots, IRandomSource? random)
    {
        _slots = slots;
        _random = random;
        _buckets = new SlotBuckets(slots.Length, random is null ? slots.Length : ProtocolConstants.MaximumPeerId);
    }

    /// <summary>The connection that is called so from this address; if there is none, another one with this name, or null.</summary>
    public Connection? Find(int name, in ENetAddress from)
    {
        if (!MayBe(name)) return null;
        int slot = _buckets.First(name);
        if (slot < 0) return null;
        Connection first = _slots[slot]!;
        if (first.Address == from) return first;
        for (slot = _buckets.Next(slot); slot >= 0; slot = _buckets.Next(slot))
        {
            Connection connection = _slots[slot]!;
            if (connection.Address == from) return connection;
        }

        return first;
    }

    /// <summary>True when a name can be one of this host's.</summary>
    public bool MayBe(int name) => (uint)name < (uint)_buckets.Count;

    /// <summary>True while some connection has this name.</summary>
    public bool IsTaken(int name) => _buckets.First(name) >= 0;

    /// <summary>Any name.</summary>
    public static int Draw(IRandomSource random) => (int)(((ulong)random.NextUInt32() * ProtocolConstants.MaximumPeerId) >> 32);

    /// <summary>
    /// A name of its own for somebody whom we ask: its address may not be known for sure, and so it would be taken for whoever else calls us so. It is the number of the slot where that is free, so that
    /// the other end knows us again when we have been restarted.
    /// </summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="isPromised">True of names that we have given to those who have not proved their address yet; of a crowd of them nobody can keep clear.</param>
    // Requirement: ADM-001
    public int Draw(int slot, Predicate<int> isPromised)
    {
        if (_random is null || !(IsTaken(slot) || isPromised(slot))) return slot;
        int drawn = Draw(_random);
        for (int i = 0; i < Draws && (IsTaken(drawn) || isPromised(drawn)); i++) drawn = Draw(_random);
        while (IsTaken(drawn)) drawn = (drawn + 1) % _buckets.Count;
        return drawn;
    }

    /// <summary>A connection has its name.</summary>
    public void Add(Connection connection) => _buckets.Add(connection.Slot, connection.Name);

    /// <summary>A connection is over.</summary>
    public void Remove(Connection connection) => _buckets.Remove(connection.Slot, connection.Name);
}
