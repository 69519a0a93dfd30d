using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Finds the connections that have the same remote end: address, port and the slot over there. What is sent to one of them is told from what is sent to another by the
/// session alone.
/// </summary>
/// <remarks>
/// Buckets of slots, each a list with the newest in front; numbers are slots plus one, 0 ends a list.
/// <code>
///   heads[hash]  -->  newest  -->  older  -->  oldest
/// </code>
/// </remarks>
internal sealed class RemoteIndex
{
    private readonly Connection?[] _slots;
    private readonly ushort[] _heads;
    private readonly ushort[] _next;

    private readonly KeyedHash _hash;

    /// <summary>An empty index.</summary>
    /// <param name="slots">The connections.</param>
    /// <param name="hash">The hash of addresses.</param>
    public RemoteIndex(Connection?[] slots, KeyedHash hash)
    {
        _hash = hash;
        int buckets = 1;
        while (buckets < slots.Length) buckets *= 2;
        _slots = slots;
        _heads = new ushort[buckets];
        _next = new ushort[slots.Length];
    }

    /// <summary>Adds a connection whose remote end is known.</summary>
    public void Add(Connection connection)
    {
        ref ushort head = ref HeadOf(connection.Address, connection.OutgoingPeerId);
        ushort number = (ushort)(connection.Slot + 1);
        _next[connection.Slot] = head;
        head = number;
    }

    /// <summary>Takes a connection out that was added.</summary>
    public void Remove(Connection connection)
    {
        ushort number = (ushort)(connection.Slot + 1);
        ref ushort link = ref HeadOf(connection.Address, connection.OutgoingPeerId);
        while (link != number)
        {
            if (link == 0) return;
            link = ref _next[link - 1];
        }

        link = _next[connection.Slot];
    }

    /// <summary>
    /// The session ids of the connections with this end that may still send. Newer ones use other ids than older ones as long as there are some, so that the walk ends
    /// after a few steps however many connections somebody opens in one name.
    /// </summary>
    public SessionsInUse SessionsOf(in ENetAddress address, int remoteSlot)
    {
        var inUse = default(SessionsInUse);
        for (int number = HeadOf(address, remoteSlot); number != 0 && !inUse.Outgoing.IsFull; number = _next[number - 1])
        {
            Connection connection = _slots[number - 1]!;
            bool isSame = connection.OutgoingPeerId == remoteSlot && connection.Address == address;
            if (isSame && !ConnectionPhases.IsDeaf(connection.Phase)) inUse.Note(connection);
        }

        return inUse;
    }

    /// <summary>Ends the connections with this end: somebody has proved that a new one is there in their place.</summary>
    // Requirement: ADM-009
    public void Replace(in ENetAddress address, int remoteSlot)
    {
        ushort next;
        for (int number = HeadOf(address, remoteSlot); number != 0; number = next)
        {
            next = _next[number - 1];
            Connection connection = _slots[number - 1]!;
            bool isSame = connection.OutgoingPeerId == remoteSlot && connection.Address == address;
            if (isSame && !ConnectionPhases.IsDeaf(connection.Phase)) connection.EndReplaced();
        }
    }

    private ref ushort HeadOf(in ENetAddress address, int remoteSlot) => ref _heads[(int)(_hash.Of(address, (uint)remoteSlot) & (ulong)(_heads.Length - 1))];
}
