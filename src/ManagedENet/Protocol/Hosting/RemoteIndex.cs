using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Finds the connections that have the same remote end: address, port and the slot over there. What is sent to one of them is told from what is sent to another by the
/// session alone.
/// </summary>
internal sealed class RemoteIndex
{
    private readonly Connection?[] _slots;
    private readonly SlotBuckets _buckets;
    // Of each bucket, the sessions of the one that ended last.
    private readonly Ended[] _ended;
    private readonly KeyedHash _hash;

    /// <summary>An empty index.</summary>
    /// <param name="slots">The connections.</param>
    /// <param name="hash">The hash of addresses.</param>
    public RemoteIndex(Connection?[] slots, KeyedHash hash)
    {
        _hash = hash;
        _slots = slots;
        _buckets = SlotBuckets.ForHashes(slots.Length);
        _ended = new Ended[_buckets.Count];
    }

    /// <summary>Adds a connection whose remote end is known.</summary>
    public void Add(Connection connection) => _buckets.Add(connection.Slot, _buckets.Of(HashOf(connection.Address, connection.OutgoingPeerId)));

    /// <summary>Takes a connection out that was added.</summary>
    public void Remove(Connection connection)
    {
        ulong hash = HashOf(connection.Address, connection.OutgoingPeerId);
        int bucket = _buckets.Of(hash);
        _ended[bucket] = new Ended(hash, connection);
        _buckets.Remove(connection.Slot, bucket);
    }

    /// <summary>
    /// The session ids of the connections with this end that may still send, and where it is wanted of the one that ended last: something of that may be under way. Newer ones use other ids than older ones as long as
    /// there are some, so that the walk ends after a few steps however many connections somebody opens in one name.
    /// </summary>
    public SessionsInUse SessionsOf(in ENetAddress address, int remoteSlot, bool includesEnded)
    {
        var inUse = default(SessionsInUse);
        ulong hash = HashOf(address, remoteSlot);
        for (int slot = _buckets.First(_buckets.Of(hash)); slot >= 0 && !inUse.Outgoing.IsFull; slot = _buckets.Next(slot))
        {
            Connection connection = _slots[slot]!;
            bool isSame = connection.OutgoingPeerId == remoteSlot && connection.Address == address;
            if (isSame && !ConnectionPhases.IsDeaf(connection.Phase)) inUse.Note(connection);
        }

        if (includesEnded) _ended[_buckets.Of(hash)].Note(hash, ref inUse);
        return inUse;
    }

    /// <summary>Ends the connections with this end: somebody has proved that a new one is there in their place. False when one of them was asked for later: what has proved itself is over there already.</summary>
    // Requirement: ADM-009
    public bool TryReplace(in ENetAddress address, int remoteSlot, uint asked)
    {
        int next;
        for (int slot = _buckets.First(_buckets.Of(HashOf(address, remoteSlot))); slot >= 0; slot = next)
        {
            next = _buckets.Next(slot);
            Connection connection = _slots[slot]!;
            bool isSame = connection.OutgoingPeerId == remoteSlot && connection.Address == address;
            if (!isSame || ConnectionPhases.IsDeaf(connection.Phase)) continue;
            if (connection.WasAskedAfter(asked)) return false;
            connection.EndReplaced();
        }

        return true;
    }

    private ulong HashOf(in ENetAddress address, int remoteSlot) => _hash.Of(address, (uint)remoteSlot);

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
