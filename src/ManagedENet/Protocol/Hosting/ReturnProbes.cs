using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Somebody asks from an address that has connections: it may be a program that was started anew, with another port, while what it left behind is on its way to a time-out, and perhaps in the way of the
/// new one. Those connections are asked for a sign of life, and end when none comes.
/// </summary>
/// <remarks>
/// Whoever forges the address makes others say that they live, and no more: an address is asked once in that time, and whoever is there answers.
/// <code>
///   heads[address]  -->  newest slot  &lt;-->  older slot       numbers are slots plus one, 0 ends a list
/// </code>
/// </remarks>
// Requirement: ADM-024
internal sealed class ReturnProbes
{
    private const int RoundTrips = 2;

    private readonly Connection?[] _slots;
    private readonly long _patienceUs;
    private readonly Dictionary<AddressKey, Use> _uses;
    private readonly ushort[] _next;
    private readonly ushort[] _previous;
    private readonly long[] _heard;
    private readonly DeadlineTable _deadlines;
    private readonly SlotSet _due;

    /// <summary>Nobody is asked yet.</summary>
    /// <param name="slots">The connections.</param>
    /// <param name="hash">The hash of addresses.</param>
    /// <param name="patienceUs">How long a sign of life may take, beside two round trips.</param>
    public ReturnProbes(Connection?[] slots, KeyedHash hash, long patienceUs)
    {
        _slots = slots;
        _patienceUs = patienceUs;
        _uses = new Dictionary<AddressKey, Use>(new AddressKey.Comparer(hash));
        _next = new ushort[slots.Length];
        _previous = new ushort[slots.Length];
        _heard = new long[slots.Length];
        _deadlines = new DeadlineTable(slots.Length);
        _due = new SlotSet(slots.Length);
    }

    /// <summary>When <see cref="Run"/> may have something to do, microseconds.</summary>
    public long NextRunUs => _deadlines.Bound;

    /// <summary>A connection stands.</summary>
    public void Add(Connection connection)
    {
        var key = AddressKey.Of(connection.Address);
        _uses.TryGetValue(key, out Use use);
        ushort number = (ushort)(connection.Slot + 1);
        (_next[connection.Slot], _previous[connection.Slot]) = (use.Head, 0);
        if (use.Head != 0) _previous[use.Head - 1] = number;
        _uses[key] = new Use(number, use.AskedUs);
    }

    /// <summary>A connection that stood is over.</summary>
    public void Remove(Connection connection)
    {
        (ushort next, ushort previous) = (_next[connection.Slot], _previous[connection.Slot]);
        if (next != 0) _previous[next - 1] = previous;
        if (previous != 0) _next[previous - 1] = next;
        else RemoveHead(AddressKey.Of(connection.Address), next);
        _deadlines.Set(connection.Slot, ProtocolTime.Never);
    }

    /// <summary>Somebody asks from this address.</summary>
    public void Ask(in ENetAddress from, long nowUs)
    {
        var key = AddressKey.Of(from);
        if (!_uses.TryGetValue(key, out Use use) || (use.AskedUs != 0 && nowUs - use.AskedUs < _patienceUs)) return;
        _uses[key] = new Use(use.Head, nowUs);
        for (int number = use.Head; number != 0; number = _next[number - 1])
        {
            Connection connection = _slots[number - 1]!;
            if (connection.State != ENetPeerState.Connected) continue;
            connection.Ping();
            _heard[connection.Slot] = connection.ReceivedDatagrams;
            _deadlines.Set(connection.Slot, nowUs + _patienceUs + (RoundTrips * connection.RoundTripTimeUs));
        }
    }

    /// <summary>Ends those who have been asked and said nothing.</summary>
    public void Run(long nowUs)
    {
        if (nowUs < _deadlines.Bound) return;
        _deadlines.Collect(nowUs, _due);
        for (int slot = _due.NextFrom(0); slot >= 0; slot = _due.NextFrom(slot + 1))
        {
            _due.Remove(slot);
            Connection connection = _slots[slot]!;
            if (connection.ReceivedDatagrams == _heard[slot] && !ConnectionPhases.IsDeaf(connection.Phase)) connection.EndReplaced();
        }
    }

    private void RemoveHead(AddressKey key, ushort next)
    {
        if (next == 0) _uses.Remove(key);
        else _uses[key] = new Use(next, _uses[key].AskedUs);
    }

    private readonly record struct Use(ushort Head, long AskedUs);
}
