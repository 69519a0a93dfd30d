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
///   ended[hash]       the sessions of the one that ended last
/// </code>
/// </remarks>
internal sealed class RemoteIndex
{
    private readonly Connection?[] _slots;
    private readonly ushort[] _heads;
    private readonly ushort[] _next;
    private readonly Ended[] _ended;

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
        _ended = new Ended[buckets];
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
        ulong hash = _hash.Of(connection.Address, (uint)connection.OutgoingPeerId);
        _ended[BucketOf(hash)] = new Ended(hash, connection);
        ref ushort link = ref _heads[BucketOf(hash)];
        while (link != number)
        {
            if (link == 0) return;
            link = ref _next[link - 1];
        }

        link = _next[connection.Slot];
    }

    /// <summary>
    /// The session ids of the connections with this end that may still send, and where it is wanted of the one that ended last: something of that may be under way. Newer ones use other ids than older ones as long as
    /// there are some, so that the walk ends after a few steps however many connections somebody opens in one name.
    /// </summary>
    public SessionsInUse SessionsOf(in ENetAddress address, int remoteSlot, bool includesEnded)
    {
        var inUse = default(SessionsInUse);
        ulong hash = _hash.Of(address, (uint)remoteSlot);
        for (int number = _heads[BucketOf(hash)]; number != 0 && !inUse.Outgoing.IsFull; number = _next[number - 1])
        {
            Connection connection = _slots[number - 1]!;
            bool isSame = connection.OutgoingPeerId == remoteSlot && connection.Address == address;
            if (isSame && !ConnectionPhases.IsDeaf(connection.Phase)) inUse.Note(connection);
        }

        if (includesEnded) _ended[BucketOf(hash)].Note(hash, ref inUse);
        return inUse;
    }

    /// <summary>Ends the connections with this end: somebody has proved that a new one is there in their place. False when one of them was asked for later: what has proved itself is over there already.</summary>
    // Requirement: ADM-009
    public bool TryReplace(in ENetAddress address, int remoteSlot, uint asked)
    {
        ushort next;
        for (int number = HeadOf(address, remoteSlot); number != 0; number = next)
        {
            next = _next[number - 1];
            Connection connection = _slots[number - 1]!;
            bool isSame = connection.OutgoingPeerId == remoteSlot && connection.Address == address;
            if (!isSame || ConnectionPhases.IsDeaf(connection.Phase)) continue;
            if (connection.WasAskedAfter(asked)) return false;
            connection.EndReplaced();
        }

        return true;
    }

    private ref ushort HeadOf(in ENetAddress address, int remoteSlot) => ref _heads[BucketOf(_hash.Of(address, (uint)remoteSlot))];

    private int BucketOf(ulong hash) => (int)(hash & (ulong)(_heads.Length - 1));

    // In two bytes, because there is one for each slot. Whose it was is told by a part of the hash: a session more than needed is avoided when two have the same.
    private readonly struct Ended
    {
        private const int OutgoingShift = 2;
        private const int TagShift = 4;
        private const int SessionMask = 3;

        // There is none where it is 0: a tag is not.
        private readonly ushort _bits;

        public Ended(ulong hash, Connection connection) =>
            _bits = (ushort)((TagOf(hash) << TagShift) | ((connection.OutgoingSessionId & SessionMask) << OutgoingShift) | (connection.IncomingSessionId & SessionMask));

        public void Note(ulong hash, ref SessionsInUse inUse)
        {
            if (_bits >> TagShift != TagOf(hash)) return;
            inUse.Incoming.Note(_bits & SessionMask);
            inUse.Outgoing.Note((_bits >> OutgoingShift) & SessionMask);
        }

        private static int TagOf(ulong hash) => (int)(hash >> 52) | 1;
    }
}
