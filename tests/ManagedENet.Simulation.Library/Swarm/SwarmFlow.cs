using System;
using System.Collections.Generic;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>
/// What one end of a connection has sent to the other, and the oracle over it. It has seen what was sent, what was on the wire and what was delivered, and knows nothing of
/// how the core does it: reliable packets come once, in order, to the byte; unreliable ones rising, in their place between the reliable ones; unsequenced ones at most once.
/// A packet with a key may stand where an older one of its key stood, which then never comes.
/// </summary>
internal sealed class SwarmFlow(SwarmLink link, string name)
{
    private readonly Dictionary<int, SwarmPacket> _packets = [];
    private readonly Dictionary<byte, ChannelOracle> _channels = [];
    private int _places;

    /// <summary>The connection that it belongs to.</summary>
    public SwarmLink Link { get; } = link;

    /// <summary>Reliable packets that must still arrive.</summary>
    public int Owed { get; private set; }

    public IEnumerable<SwarmPacket> Packets => _packets.Values;

    /// <summary>Notes a packet that was queued.</summary>
    public SwarmPacket Note(int id, in SwarmPacketTerms terms)
    {
        ChannelOracle channel = Channel(terms.Channel);
        var packet = new SwarmPacket(id, this, terms, _places++, channel.FirmSent);
        _packets.Add(id, packet);
        channel.Sent(packet);
        if (packet.IsFirm) Owed++;
        return packet;
    }

    /// <summary>The first bytes of a packet are on the wire: from now on it is owed if it is reliable.</summary>
    public void Sight(SwarmPacket packet)
    {
        if (packet.Receipt is ENetReceiptState.Expired or ENetReceiptState.Superseded) throw new AssertionException($"{this}: {packet} is sent although it counts as {packet.Receipt}.");
        if (packet.IsSighted) return;
        packet.IsSighted = true;
        if (packet.Terms.IsReliable && !packet.IsFirm) Owed++;
    }

    /// <summary>A part of a packet has come into the other end's socket.</summary>
    public void Arrive(SwarmPacket packet, int part)
    {
        if (packet.HasArrived) return;
        packet.Arrive(part);
        if (!Link.IsHeldToArrivals) return;
        ChannelOracle channel = Channel(packet.Terms.Channel);
        // Whoever has not proved its address is not listened to, so that nobody knows what has arrived.
        if (!Link.IsUp || !Link.IsWhole) channel.Doubt();
        else if (packet.HasArrived) channel.Arrived(packet);
    }

    /// <summary>True when it has sent what begins with these bytes.</summary>
    public bool Knows(ReadOnlySpan<byte> payload) => _packets.ContainsKey(BitConverter.ToInt32(payload));

    /// <summary>True when nothing reliable is missing before a packet on its channel.</summary>
    public bool IsNext(SwarmPacket packet)
    {
        foreach (SwarmPacket earlier in _packets.Values)
        {
            if (earlier.Terms.Channel == packet.Terms.Channel && earlier.Terms.IsReliable && earlier.Place < packet.Place && !earlier.IsDelivered) return false;
        }

        return true;
    }

    /// <summary>The application at the other end has this.</summary>
    public void Take(byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload)
    {
        var stamp = Stamp.ReadChecked(payload);
        if (!_packets.TryGetValue(stamp.Flow, out SwarmPacket? packet)) throw new AssertionException($"{this}: {stamp} belongs to another connection.");
        if (packet.Terms.Channel != channelId) throw new AssertionException($"{this}: {packet} came on channel {channelId}.");
        if (((flags & ENetPacketFlags.Reliable) != 0) != packet.Terms.IsReliable) throw new AssertionException($"{this}: {packet} came as {flags}.");
        if (packet.IsDelivered) throw new AssertionException($"{this}: {packet} came twice.");
        if (packet.Receipt is ENetReceiptState.Expired or ENetReceiptState.Superseded) throw new AssertionException($"{this}: {packet} came, and its sender was told that it was {packet.Receipt}.");
        packet.IsDelivered = true;
        if (!Channel(channelId).TryTake(packet)) throw new AssertionException($"{this}: {packet} came where {Channel(channelId)}.");
        if (packet.Terms.IsReliable) Owed--;
    }

    public override string ToString() => name;

    private ChannelOracle Channel(byte channel)
    {
        if (!_channels.TryGetValue(channel, out ChannelOracle? oracle)) _channels.Add(channel, oracle = new ChannelOracle());
        return oracle;
    }

    private sealed class ChannelOracle
    {
        private readonly Dictionary<uint, Queue<SwarmPacket>> _byKey = [];
        private readonly List<SwarmPacket> _firm = [];
        private readonly List<SwarmPacket> _held = [];
        private bool _isInDoubt;
        private int _firmArrived;
        private int _firmTaken;
        private int _lastReliable = -1;
        private int _lastUnreliable = -1;

        public int FirmSent { get; private set; }

        public void Sent(SwarmPacket packet)
        {
            if (packet.IsFirm)
            {
                FirmSent++;
                _firm.Add(packet);
            }

            // Of what may be given up, and of what went to everybody, nobody knows when it has arrived.
            _isInDoubt |= packet.Terms.IsReliable && (!packet.IsFirm || packet.Id < 0);
            if (packet.Terms.Key == 0 || packet.Terms.Kind == StampKind.Unsequenced) return;
            if (!_byKey.TryGetValue(packet.Terms.Key, out Queue<SwarmPacket>? queue)) _byKey.Add(packet.Terms.Key, queue = new Queue<SwarmPacket>());
            queue.Enqueue(packet);
        }

        public bool TryTake(SwarmPacket packet)
        {
            // The network may turn these round, also those of one key.
            if (packet.Terms.Kind == StampKind.Unsequenced) return true;
            ref int last = ref packet.Terms.IsReliable ? ref _lastReliable : ref _lastUnreliable;
            (int place, int firmFrom) = (packet.Place, packet.FirmBefore);
            if (packet.Terms.Key != 0 && !TryTakeKey(packet, last, out place, out firmFrom)) return false;
            if (!packet.Terms.IsReliable && LeavesBehind(place)) return false;
            if (place <= last || _firmTaken < firmFrom || _firmTaken > packet.FirmBefore) return false;
            last = place;
            if (packet.IsFirm) _firmTaken++;
            return true;
        }

        /// <summary>All of a packet is there. An unreliable one whose reliable predecessors are not is kept for them.</summary>
        public void Arrived(SwarmPacket packet)
        {
            int before = _firmArrived;
            while (_firmArrived < _firm.Count && _firm[_firmArrived].HasArrived) _firmArrived++;
            // Where one gap is closed up to the next, what waited in the middle is not worth anything any more.
            if (_firmArrived > before) _held.RemoveAll(held => held.FirmBefore > before && held.FirmBefore < _firmArrived);
            if (!_isInDoubt && packet.Terms is { Kind: StampKind.Unreliable, Key: 0 } && packet.FirmBefore > _firmArrived) _held.Add(packet);
        }

        /// <summary>It is not known what has arrived.</summary>
        public void Doubt() => _isInDoubt = true;

        // Whoever was kept comes in its place, and is not passed by a newer one.
        private bool LeavesBehind(int place)
        {
            _held.RemoveAll(static held => held.IsDelivered);
            return !_isInDoubt && _held.Exists(held => held.Place < place);
        }

        public override string ToString() => $"{_firmTaken} that must come had come, and the newest places were {_lastReliable} and {_lastUnreliable}, with {_held.Count} kept for reliable ones before them";

        // The earliest place in which it may stand: that of an older one of its key that did not come and never will now.
        private bool TryTakeKey(SwarmPacket packet, int last, out int place, out int firmFrom)
        {
            (place, firmFrom) = (packet.Place, packet.FirmBefore);
            bool isFound = false;
            Queue<SwarmPacket> queue = _byKey[packet.Terms.Key];
            while (queue.TryDequeue(out SwarmPacket? older))
            {
                if (!isFound && older.Place > last)
                {
                    (place, firmFrom) = (older.Place, older.FirmBefore);
                    isFound = true;
                }

                if (ReferenceEquals(older, packet)) return true;
            }

            return false;
        }
    }
}
