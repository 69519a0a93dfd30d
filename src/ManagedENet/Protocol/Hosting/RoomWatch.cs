using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Connections whose application had a packet refused because the memory was used up: it is told when there is room again, for that packet and an eighth of what was in use, so that it is not told for each packet
/// that leaves. And those whose application keeps back what it has while more than it wants is in use.
/// </summary>
internal sealed class RoomWatch
{
    private const int PartFree = 8;

    private readonly Slots _slots;
    private readonly EventQueue _events;
    private readonly int _limit;
    private SlotSet? _waiting;
    private Wish[] _wishes = Array.Empty<Wish>();

    /// <summary>Nobody waits.</summary>
    /// <param name="slots">The connections.</param>
    /// <param name="events">What applications are told.</param>
    /// <param name="limit">Number of slots.</param>
    public RoomWatch(Slots slots, EventQueue events, int limit)
    {
        _slots = slots;
        _events = events;
        _limit = limit;
    }

    /// <summary>True when <see cref="Run"/> has somebody to tell.</summary>
    public bool IsDue
    {
        get
        {
            if (_waiting is not { IsEmpty: false }) return false;
            for (int slot = _waiting.NextFrom(0); slot >= 0; slot = _waiting.NextFrom(slot + 1))
            {
                if (IsToBeTold(slot)) return true;
            }

            return false;
        }
    }

    /// <summary>A packet of this length was refused.</summary>
    public void Add(Connection connection, int length)
    {
        _waiting ??= new SlotSet(_limit);
        if (_wishes.Length == 0) _wishes = new Wish[_limit];
        _waiting.Add(connection.Slot);
        _wishes[connection.Slot] = new Wish(connection.Turn, PacketPool.CostFor(length) + PacketBlock.ObjectBytes + (connection.OutgoingBytes / PartFree), long.MaxValue);
    }

    /// <summary>More is in use than its application wants: it is told when that is no more than so many bytes.</summary>
    public void AddAbove(Connection connection, long level)
    {
        Add(connection, 0);
        _wishes[connection.Slot] = new Wish(connection.Turn, 0, level);
    }

    /// <summary>Tells those who have room again, and forgets those who are gone.</summary>
    public void Run()
    {
        if (_waiting is not { IsEmpty: false }) return;
        for (int slot = _waiting.NextFrom(0); slot >= 0; slot = _waiting.NextFrom(slot + 1))
        {
            bool isTold = IsToBeTold(slot);
            if (isTold) _events.Raise(new ConnectionEvent(ENetEventType.Writable, _slots[slot]!, 0, ENetDisconnectReason.None));
            if (isTold || !IsThere(slot)) _waiting.Remove(slot);
        }
    }

    // Tables that have grown count as well: whoever has nothing more under way is told whatever those take.
    private bool IsToBeTold(int slot) => IsThere(slot) && _slots[slot] is { } connection
        && (connection.OutgoingBytes <= _wishes[slot].Level || !connection.HasOutgoingCommands) && connection.HasRoomFor(_wishes[slot].Bytes);

    private bool IsThere(int slot) => _slots[slot] is { State: ENetPeerState.Connected } connection && connection.Turn == _wishes[slot].Turn;

    private readonly record struct Wish(int Turn, long Bytes, long Level);
}
