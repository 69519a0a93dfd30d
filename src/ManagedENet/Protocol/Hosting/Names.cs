using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The peer ids by which the other ends call us. They are drawn, so that nobody can guess one; two connections may have the same one as long as they come from different
/// addresses, for which a list stands behind each name.
/// </summary>
/// <remarks>
/// <code>
///   heads[name]  -->  newest slot  -->  older slot       numbers are slots plus one, 0 ends a list
/// </code>
/// </remarks>
internal sealed class Names
{
    private const int Draws = 16;

    private readonly Connection?[] _slots;
    private readonly IRandomSource? _random;
    private readonly ushort[] _heads;
    private readonly ushort[] _next;

    /// <summary>The names of a host.</summary>
    /// <param name="slots">Its connections.</param>
    /// <param name="random">Where names come from; null is native's way, in which the slot is the name.</param>
    public Names(Connection?[] slots, IRandomSource? random)
    {
        _slots = slots;
        _random = random;
        _heads = new ushort[random is null ? slots.Length : ProtocolConstants.MaximumPeerId];
        _next = new ushort[slots.Length];
    }

    /// <summary>The connection that is called so from this address; if there is none, another one with this name, or null.</summary>
    public Connection? Find(int name, in ENetAddress from)
    {
        if ((uint)name >= (uint)_heads.Length) return null;
        int number = _heads[name];
        if (number == 0) return null;
        Connection first = _slots[number - 1]!;
        if (first.Address == from) return first;
        for (number = _next[number - 1]; number != 0; number = _next[number - 1])
        {
            Connection connection = _slots[number - 1]!;
            if (connection.Address == from) return connection;
        }

        return first;
    }

    /// <summary>True when a name can be one of this host's.</summary>
    public bool MayBe(int name) => (uint)name < (uint)_heads.Length;

    /// <summary>True while some connection has this name.</summary>
    public bool IsTaken(int name) => _heads[name] != 0;

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
        while (IsTaken(drawn)) drawn = (drawn + 1) % _heads.Length;
        return drawn;
    }

    /// <summary>A connection has its name.</summary>
    public void Add(Connection connection)
    {
        ref ushort head = ref _heads[connection.Name];
        _next[connection.Slot] = head;
        head = (ushort)(connection.Slot + 1);
    }

    /// <summary>A connection is over.</summary>
    public void Remove(Connection connection)
    {
        ushort number = (ushort)(connection.Slot + 1);
        ref ushort link = ref _heads[connection.Name];
        while (link != number)
        {
            if (link == 0) return;
            link = ref _next[link - 1];
        }

        link = _next[connection.Slot];
    }
}
