using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Sending;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>
/// The connections of a swarm, and the oracle over what their applications are told: Connect, packets, Disconnect, each once and in this order; the reason of an end that
/// fits what was done; each receipt once, and true.
/// </summary>
internal sealed class SwarmLinks(Swarm swarm)
{
    private readonly Dictionary<uint, SwarmLink> _byConnectId = [];
    private readonly Dictionary<Connection, SwarmSide> _sides = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(VirtualHost Host, int Slot), SwarmSide> _newest = [];
    private readonly HashSet<Connection> _strays = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, SwarmPacket> _packets = [];

    public List<SwarmLink> All { get; } = [];

    /// <summary>Every packet that went to one connection, by its number.</summary>
    public IReadOnlyDictionary<int, SwarmPacket> Packets => _packets;

    private SwarmTally Tally => swarm.Tally;

    public SwarmLink? Connect(VirtualHost client, VirtualHost server, int channels)
    {
        Connection? peer = client.Core.Connect(client.NowUs, server.Address, channels, 7);
        if (peer is null) return null;
        var link = new SwarmLink(All.Count, client, peer, swarm.Nature.DrawTraffic(), swarm.Nature.IsTrusted, _newest.GetValueOrDefault((client, peer.Slot))) { IsHeldToArrivals = swarm.Nature is { FlipsBits: false, IsTight: false } };
        _byConnectId[peer.ConnectId] = link;
        Add(link.Client);
        All.Add(link);
        Tally.Connections++;
        swarm.Tell($"{client.Name} connects to {server.Name}, connection {All.Count - 1}, slot {peer.Slot}");
        return link;
    }

    /// <summary>Sends a packet and notes it. False when there is no room.</summary>
    public bool Send(SwarmSide side, in SwarmPacketTerms terms, long expiresAtUs = 0, bool ownsPacket = false)
    {
        Connection peer = side.Peer;
        int id = swarm.World.TakeNumber();
        if (terms.WantsReceipt && !peer.TryReserveReceipt()) return Refuse(side);
        byte[] payload = new Stamp(id, terms.Channel, terms.Kind, 0, 0, terms.Length).MakePayload();
        ENetSendResult result;
        if (ownsPacket)
        {
            ENetPacket made = side.Host.Core.CreatePacket(payload, terms.Flags);
            result = peer.Send(terms.Channel, made);
            if (made.IsAlive != (result != ENetSendResult.Queued)) throw new AssertionException($"{terms} was {result} and {(made.IsAlive ? "is" : "is not")} its sender's.");
            if (made.IsAlive) made.Dispose();
        }
        else
        {
            result = peer.Send(terms.Channel, payload, terms.Flags);
        }

        if (result != ENetSendResult.Queued)
        {
            if (terms.WantsReceipt) peer.CancelReceipt();
            return result == ENetSendResult.QueueFull ? Refuse(side) : throw new AssertionException($"{terms} was answered with {result}.");
        }

        if (terms.Key != 0 || terms.HasDeadline || terms.WantsReceipt) peer.SetTerms(terms.Channel, new SendTerms(terms.HasDeadline ? expiresAtUs : 0, terms.Key, terms.WantsReceipt ? (ulong)id : 0));
        _packets.Add(id, side.Sends.Note(id, terms));
        Tally.Packets++;
        return true;
    }

    /// <summary>Sends one packet to everybody who is connected.</summary>
    public void Broadcast(VirtualHost host, StampKind kind, int length)
    {
        // Somebody is connected and the application has not been told yet: nothing would say what that one is owed.
        if (VirtualWorld.PeersOf(host).Any(peer => peer.State == ENetPeerState.Connected && !_sides.ContainsKey(peer))) return;
        int id = -swarm.World.TakeNumber();
        int expected = 0;
        var terms = new SwarmPacketTerms(0, kind, length);
        foreach (SwarmSide side in SidesOf(host))
        {
            if (side.Peer.State != ENetPeerState.Connected) continue;
            side.Sends.Note(id, terms).IsSighted = true;
            expected++;
        }

        byte[] payload = new Stamp(id, 0, kind, 0, 0, length).MakePayload();
        int taken = host.Core.Broadcast(0, payload, terms.Flags);
        if (taken != expected) throw new AssertionException($"{host.Name} has sent to {taken} of {expected} connections.");
        Tally.Broadcasts++;
    }

    /// <summary>The application ends a connection in some way.</summary>
    public void Leave(SwarmSide side, Action<Connection> how, bool isTold = true)
    {
        side.HasLeft = true;
        side.LeavesLater = false;
        // What is over already is still told.
        bool wasOver = side.Peer.Phase == ENetPeerState.Disconnected;
        how(side.Peer);
        if (!isTold && !wasOver) End(side);
    }

    /// <summary>The application ends a connection when everything has arrived.</summary>
    public void LeaveLater(SwarmSide side, uint data)
    {
        // Whoever has left in another way before goes on with that.
        bool leavesLater = side.LeavesLater || (!side.HasLeft && side.MaySend);
        Leave(side, peer => peer.DisconnectLater(data));
        side.LeavesLater = leavesLater;
    }

    /// <summary>A process has ended: nobody there is told anything.</summary>
    public void Kill(VirtualHost host)
    {
        foreach (SwarmSide side in SidesOf(host).ToArray())
        {
            side.HasLeft = true;
            side.WasKilled = true;
            End(side);
        }

        foreach ((VirtualHost Host, int Slot) place in _newest.Keys.ToArray())
        {
            if (ReferenceEquals(place.Host, host)) _newest.Remove(place);
        }

        _strays.RemoveWhere(peer => VirtualWorld.PeersOf(host).Contains(peer));
    }

    /// <summary>Connections of which only one end has ever heard: bits turned over made them.</summary>
    public void DropStrays()
    {
        foreach (Connection peer in _strays) peer.Reset();
        _strays.Clear();
    }

    public void Hear(VirtualHost host, in ConnectionEvent e)
    {
        swarm.Note(((ulong)e.Type << 32) | ((ulong)e.Connection.Slot << 16) | (uint)e.Reason);
        if (e.Type == ENetEventType.Receive)
        {
            Receive(host, e.Connection, e.ChannelId, e.Packet.Flags, e.Packet.Span);
            return;
        }

        swarm.Tell($"{host.Name}, slot {e.Connection.Slot}: {e.Type} {e.Reason}");
        if (e.Type == ENetEventType.Connect) HearBegin(host, e.Connection);
        else HearEnd(host, e);
    }

    /// <summary>Takes every packet.</summary>
    public bool Receive(VirtualHost host, Connection peer, byte channel, ENetPacketFlags flags, ReadOnlySpan<byte> payload)
    {
        swarm.Note(payload);
        Tally.Delivered++;
        if (_sides.TryGetValue(peer, out SwarmSide? side))
        {
            if (!side.IsUp) throw new AssertionException($"{host.Name} received on a connection that it was not told of, or whose end it was told: {side.Receives}.");
            if (side.Sends.Link.IsTrusted && !IsGhost(side, payload)) side.Receives.Take(channel, flags, payload);
        }
        else if (!_strays.Contains(peer))
        {
            throw new AssertionException($"{host.Name} received from nobody.");
        }

        return true;
    }

    /// <summary>Takes the receipts that are there.</summary>
    public void TakeReceipts()
    {
        foreach (VirtualHost host in swarm.World.Hosts)
        {
            while (host.Core.TryTakeReceipt(out ENetReceipt receipt))
            {
                swarm.Note((receipt.Id << 8) | (ulong)receipt.State);
                if (!_packets.TryGetValue((int)receipt.Id, out SwarmPacket? packet) || !packet.Terms.WantsReceipt) throw new AssertionException($"{host.Name} has a receipt that nobody asked for: {receipt}.");
                if (packet.Receipt is { } earlier) throw new AssertionException($"{packet.Flow}: {packet} was {earlier}, and now is {receipt.State}.");
                packet.Receipt = receipt.State;
                Count(receipt.State);
                CheckReceipt(packet, _sides[SenderOf(packet)]);
            }
        }
    }

    /// <summary>Of a connection with nothing under way each receipt is there, and says what the other end knows.</summary>
    public void CheckReceipts(SwarmLink link)
    {
        foreach (SwarmPacket packet in link.Up.Packets.Concat(link.Down.Packets))
        {
            if (!packet.Terms.WantsReceipt) continue;
            if (packet.Receipt is null) throw new AssertionException($"{packet.Flow}: nobody knows what became of {packet}.");
            if ((packet.Receipt == ENetReceiptState.Delivered) != packet.IsDelivered) throw new AssertionException($"{packet.Flow}: {packet} counts as {packet.Receipt}, and the other end {(packet.IsDelivered ? "has it" : "does not have it")}.");
        }
    }

    /// <summary>When everybody has gone, nothing is open.</summary>
    public void CheckEnd()
    {
        foreach (SwarmSide side in _sides.Values)
        {
            if (side.IsUp) throw new AssertionException($"An application still believes in a connection: {side.Sends.Link}");
            if (side.WasKilled) continue;
            foreach (SwarmPacket packet in side.Sends.Packets)
            {
                if (packet.Terms.WantsReceipt && packet.Receipt is null) throw new AssertionException($"{packet.Flow} is over, and nobody knows what became of {packet}.");
            }
        }

        foreach (SwarmLink link in All)
        {
            if (link is not { IsTrusted: true, Server: { } server }) continue;
            CheckFarewell(link.Client, server);
            CheckFarewell(server, link.Client);
        }

        if (_strays.Count > 0) throw new AssertionException("An application still believes in a connection of which the other end never heard.");
    }

    public IEnumerable<SwarmSide> SidesOf(VirtualHost host) => _sides.Values.Where(side => ReferenceEquals(side.Host, host) && !side.IsOver);

    // Whoever leaves later, and is answered, has brought everything, and has been given all that was acknowledged in its name.
    private static void CheckFarewell(SwarmSide side, SwarmSide other)
    {
        bool isInOrder = side is { LeavesLater: true, WasKilled: false, Peer.EndReason: ENetDisconnectReason.Local } && other is { HasLeft: false, Peer.EndReason: ENetDisconnectReason.Remote };
        if (!isInOrder) return;
        if (side.Sends.Owed > 0) throw new AssertionException($"{side.Sends}: {side.Host.Name} left later, and {side.Sends.Owed} reliable packets have not come.");
        foreach (SwarmPacket packet in other.Sends.Packets)
        {
            if (packet is { Receipt: ENetReceiptState.Delivered, IsDelivered: false } && other.Sends.IsNext(packet)) throw new AssertionException($"{packet.Flow}: {packet} was delivered to {side.Host.Name}, which left later and was not given it.");
        }
    }

    private static Connection SenderOf(SwarmPacket packet) => ReferenceEquals(packet.Flow, packet.Flow.Link.Up) ? packet.Flow.Link.Client.Peer : packet.Flow.Link.Server!.Peer;

    private void CheckReceipt(SwarmPacket packet, SwarmSide sender)
    {
        bool isRight = packet.Receipt switch
        {
            ENetReceiptState.Delivered => packet.IsSighted && (packet.HasArrived || swarm.Nature.FlipsBits),
            ENetReceiptState.Expired => packet is { IsSighted: false, IsDelivered: false, Terms.HasDeadline: true },
            ENetReceiptState.Superseded => packet is { IsSighted: false, IsDelivered: false } && packet.Terms.Key != 0,
            _ => sender.IsOver || sender.HasLeft || sender.Peer.State != ENetPeerState.Connected,
        };
        if (!isRight) throw new AssertionException($"{packet.Flow}: {packet} cannot be {packet.Receipt}: it {(packet.IsSighted ? "was" : "was not")} sent, and {(packet.HasArrived ? "has" : "has not")} arrived.");
    }

    private void Add(SwarmSide side)
    {
        _sides.Add(side.Peer, side);
        _newest[(side.Host, side.Peer.Slot)] = side;
    }

    // Without a checksum two bits tell a connection from those before it in its slot. The last one is told apart for certain; one that an earlier process had, or that was
    // before the last, may be taken for this one while its datagrams are late: an earlier process may have drawn the name of this one for any of its slots. What comes of it is nobody's fault.
    private bool IsGhost(SwarmSide side, ReadOnlySpan<byte> payload)
    {
        if (swarm.Nature.ChecksumBytes > 0 || payload.Length < Stamp.Bytes || side.Receives.Knows(payload)) return false;
        if (!_packets.TryGetValue(BitConverter.ToInt32(payload), out SwarmPacket? packet) || ReferenceEquals(packet.Flow, side.Before?.Receives)) return false;
        SwarmSide? meant = ReferenceEquals(packet.Flow, packet.Flow.Link.Up) ? packet.Flow.Link.Server : packet.Flow.Link.Client;
        if (meant is null || !ReferenceEquals(meant.Host, side.Host) || (meant.Peer.Slot != side.Peer.Slot && !meant.WasKilled)) return false;
        side.Sends.Link.IsTrusted = false;
        Tally.Ghosts++;
        return true;
    }

    private bool Refuse(SwarmSide side)
    {
        if (!swarm.Nature.IsTight) throw new AssertionException($"{side.Host.Name} refuses a packet, and has room.");
        Tally.Refused++;
        return false;
    }

    private void HearBegin(VirtualHost host, Connection peer)
    {
        if (_sides.TryGetValue(peer, out SwarmSide? client))
        {
            if (client.IsUp || client.IsOver) throw new AssertionException($"{host.Name} was told again that it is connected: {client.Sends.Link}");
            client.IsUp = true;
            return;
        }

        if (_byConnectId.TryGetValue(peer.ConnectId, out SwarmLink? link) && link.Server is null)
        {
            Add(link.Serve(host, peer, _newest.GetValueOrDefault((host, peer.Slot))));
            return;
        }

        if (swarm.Nature.IsTrusted) throw new AssertionException($"{host.Name} was told of a connection that nobody asked for{(link is null ? "" : ", or a second time")}: {peer.ConnectId}.");
        _strays.Add(peer);
    }

    private void HearEnd(VirtualHost host, in ConnectionEvent e)
    {
        if (_strays.Remove(e.Connection)) return;
        if (!_sides.TryGetValue(e.Connection, out SwarmSide? side) || side.IsOver) throw new AssertionException($"{host.Name} was told of the end of a connection it did not have: {e.Reason}.");
        if (!side.IsUp && !ReferenceEquals(side, side.Sends.Link.Client)) throw new AssertionException($"{host.Name} was told of an end before the beginning.");
        CheckReason(side, e.Reason);
        End(side);
    }

    private void CheckReason(SwarmSide side, ENetDisconnectReason reason)
    {
        SwarmLink link = side.Sends.Link;
        SwarmSide? other = ReferenceEquals(side, link.Client) ? link.Server : link.Client;
        bool isRight = !swarm.Nature.IsTrusted || reason switch
        {
            ENetDisconnectReason.Local => side.HasLeft,
            ENetDisconnectReason.Remote => side.HasLeft || other is null or { HasLeft: true },
            // By native's rules a command may wait longer for its next turn than anybody waits for its acknowledgement.
            ENetDisconnectReason.Timeout => !swarm.Nature.IsCalm || side.Peer.CongestionControl == ENetCongestionControl.Native || side.HasLeft || !side.IsUp || other is null or { HasLeft: true } or { IsOver: true },
            ENetDisconnectReason.Replaced => other is null or { HasLeft: true } or { IsOver: true } || IsOvertaken(other),
            ENetDisconnectReason.Rejected or ENetDisconnectReason.HostFull => !side.IsUp,
            _ => false,
        };
        if (!isRight) throw new AssertionException($"{side.Host.Name} was told that its connection ended by {reason}: {link}");
        if (reason == ENetDisconnectReason.Timeout) Tally.Timeouts++;
        else if (reason == ENetDisconnectReason.Replaced) Tally.Replaced++;
        else if (reason == ENetDisconnectReason.HostFull) Tally.HostFull++;
    }

    // The proof of an earlier attempt comes later than that of the newer one: the server takes the order in which they come for the order of the attempts.
    private static bool IsOvertaken(SwarmSide client) => client.Before is { Sends.Link.Server: null };

    private void Count(ENetReceiptState state)
    {
        if (state == ENetReceiptState.Delivered) Tally.ReceiptsDelivered++;
        else if (state == ENetReceiptState.Ended) Tally.ReceiptsEnded++;
        else if (state == ENetReceiptState.Expired) Tally.Expired++;
        else Tally.Superseded++;
    }

    private static void End(SwarmSide side)
    {
        side.IsUp = false;
        side.IsOver = true;
    }
}
