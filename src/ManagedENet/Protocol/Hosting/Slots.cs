using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The slots of a host and who sits in them: finds a free slot, the connections of an address, and an attempt that was seen before, without walking over connections.
/// </summary>
internal sealed class Slots
{
    private readonly Connection?[] _slots;
    private readonly Ledger _ledger;
    private readonly SlotSet _free;
    private readonly RemoteIndex? _remotes;
    private readonly Names _names;
    private readonly Dictionary<AddressKey, int> _perHost;
    private readonly SlotBuckets _attempts;

    /// <summary>Free slots.</summary>
    /// <param name="slots">How many.</param>
    /// <param name="ledger">Counts connections.</param>
    /// <param name="keepsSessionsApart">Tells which session ids other connections of one end use; false is native's way, which looks at the slot alone.</param>
    /// <param name="random">Where secrets come from.</param>
    /// <param name="namesBySlot">Native's way: the other end calls a connection by its slot.</param>
    /// <param name="replacesSilentUs">How long those at an address that somebody asks from may be silent; 0 is for ever.</param>
    public Slots(int slots, Ledger ledger, bool keepsSessionsApart, IRandomSource random, bool namesBySlot, long replacesSilentUs)
    {
        Hash = namesBySlot ? default : new KeyedHash(random);
        _perHost = new Dictionary<AddressKey, int>(new AddressKey.Comparer(Hash));
        _attempts = SlotBuckets.ForHashes(slots);
        _ledger = ledger;
        _slots = new Connection?[slots];
        _names = new Names(_slots, namesBySlot ? null : random);
        if (keepsSessionsApart) _remotes = new RemoteIndex(_slots, Hash);
        if (replacesSilentUs > 0) Returns = new ReturnProbes(_slots, Hash, replacesSilentUs);
        _free = new SlotSet(slots);
        for (int slot = 0; slot < slots; slot++) _free.Add(slot);
    }

    /// <summary>The hash of addresses, with this host's secret.</summary>
    public KeyedHash Hash { get; }

    /// <summary>Asks those for a sign of life at whose address somebody asks; null when nobody is to be asked.</summary>
    public ReturnProbes? Returns { get; }

    /// <summary>True of names that those may call us by who have not proved their address yet.</summary>
    public Predicate<int> IsPromised { get; set; } = static _ => false;

    /// <summary>Slots that are taken.</summary>
    public int Taken { get; private set; }

    /// <summary>True while a slot is free.</summary>
    public bool HasFree => !_free.IsEmpty;

    /// <summary>One more than the highest slot that was ever used.</summary>
    public int HighWater { get; private set; }

    /// <summary>The connection of a slot, the last one while the slot is free, or null when it was never used or does not exist.</summary>
    public Connection? this[int slot] => (uint)slot < (uint)_slots.Length ? _slots[slot] : null;

    /// <summary>Puts a new connection into the lowest free slot, or answers null.</summary>
    // Requirement: HSK-002, HSK-004, HSK-005
    public Connection? TryTake(Surroundings surroundings, int name = -1)
    {
        int slot = _free.NextFrom(0);
        if (slot < 0) return null;
        _free.Remove(slot);
        _ledger.CountConnection(1);
        Taken++;
        if (slot >= HighWater) HighWater = slot + 1;
        Connection? last = _slots[slot];
        Connection connection = _slots[slot] = new Connection(slot, surroundings, last?.IncomingSessionId ?? Connection.NoSession, last?.OutgoingSessionId ?? Connection.NoSession)
        {
            Turn = (last?.Turn ?? 0) + 1,
            Name = name < 0 ? _names.Draw(slot, IsPromised) : name,
        };
        _names.Add(connection);
        return connection;
    }

    /// <summary>True while some connection is called so.</summary>
    public bool IsNamed(int name) => _names.IsTaken(name);

    /// <summary>True when a connection could be called so.</summary>
    public bool MayBeNamed(int name) => _names.MayBe(name);

    /// <summary>The connection that is called so from this address; if there is none, another one with that name, or null.</summary>
    public Connection? Named(int name, in ENetAddress from) => _names.Find(name, from);

    /// <summary>Makes the slot of a connection that is over free again.</summary>
    public void Return(Connection connection)
    {
        Uncount(connection);
        _names.Remove(connection);
        _free.Add(connection.Slot);
        _ledger.CountConnection(-1);
        Taken--;
    }

    /// <summary>Connections from this address, the port aside. An IPv6 network of 64 bits counts as one address.</summary>
    // Requirement: LIM-013
    public int CountFrom(in ENetAddress address) => _perHost.TryGetValue(AddressKey.Of(address), out int count) ? count : 0;

    /// <summary>True when this very attempt, known by its address and connect id, holds a slot.</summary>
    public bool Knows(in ENetAddress address, uint connectId)
    {
        for (int slot = _attempts.First(AttemptBucketOf(address, connectId)); slot >= 0; slot = _attempts.Next(slot))
        {
            if (_slots[slot]!.ConnectId == connectId && _slots[slot]!.Address == address) return true;
        }

        return false;
    }

    /// <summary>The session ids of the other connections with this very end, its port and its slot over there included; with that of the one that ended last where it is wanted.</summary>
    // Requirement: HSK-023, DEV-077
    public SessionsInUse SessionsOf(in ENetAddress address, int remoteSlot, bool includesEnded = false) => _remotes is null ? default : _remotes.SessionsOf(address, remoteSlot, includesEnded);

    /// <summary>Ends the connections with this very end, which has proved that it begins anew; false when it has begun once more since it asked for that.</summary>
    public bool TryReplace(in ENetAddress address, int remoteSlot, uint asked) => _remotes is null || _remotes.TryReplace(address, remoteSlot, asked);

    /// <summary>
    /// The session ids of all connections with this address and port. Only the application's own wish to connect asks, so it may walk over the slots; it begins with those
    /// taken last and ends when every id is used.
    /// </summary>
    // Requirement: HSK-012, DEV-077
    public SessionsInUse SessionsTo(in ENetAddress address)
    {
        var inUse = default(SessionsInUse);
        if (_remotes is null || CountFrom(address) == 0) return inUse;
        for (int slot = HighWater - 1; slot >= 0 && !inUse.Outgoing.IsFull; slot--)
        {
            if (_slots[slot] is { IsCounted: true } connection && connection.Address == address && !ConnectionPhases.IsDeaf(connection.Phase)) inUse.Note(connection);
        }

        return inUse;
    }

    /// <summary>Counts a connection among those of its address.</summary>
    public void Count(Connection connection)
    {
        if (connection.IsCounted) return;
        connection.IsCounted = true;
        var key = AddressKey.Of(connection.Address);
        _perHost.TryGetValue(key, out int count);
        _perHost[key] = count + 1;
        _attempts.Add(connection.Slot, AttemptBucketOf(connection.Address, connection.ConnectId));
        _remotes?.Add(connection);
        Returns?.Add(connection);
    }

    private void Uncount(Connection connection)
    {
        if (!connection.IsCounted) return;
        connection.IsCounted = false;
        var key = AddressKey.Of(connection.Address);
        if (_perHost.TryGetValue(key, out int count) && count > 1) _perHost[key] = count - 1;
        else _perHost.Remove(key);
        _attempts.Remove(connection.Slot, AttemptBucketOf(connection.Address, connection.ConnectId));
        _remotes?.Remove(connection);
        Returns?.Remove(connection);
    }

    private int AttemptBucketOf(in ENetAddress address, uint connectId) => _attempts.Of(Hash.Of(address, connectId));
}
