using System;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>A host, the application on it and the network before it, with the oracles over all of them.</summary>
internal sealed class AttackedHost
{
    private const byte Canary = 0xDB;
    private const int MostInOnePass = 50_000;
    private const int MostAmplification = 3;

    // What the application knows of a connection; it stands in the connection.
    private static readonly object Told = new();
    private static readonly object Asked = new();
    private static readonly object Over = new();

    private readonly byte[] _slot = new byte[4_096];
    private readonly byte[] _unpacked = new byte[4_096];
    private readonly RangeCoder _reader = new();
    private readonly Stranger[] _strangers;
    private readonly byte[] _toldGuest = new byte[4_096];
    private Host _core = null!;
    private int _toldBytes;
    private int _checksumBytes;
    private bool _isPacking;
    private long _handedIn;
    private long _sent;

    public AttackedHost(Stranger[] strangers) => _strangers = strangers;

    public Host Core => _core;

    public long NowUs { get; set; }

    /// <summary>The application takes no events.</summary>
    public bool IsSleepy { get; set; }

    /// <summary>Somebody whose packets are counted.</summary>
    public Stranger? Guest { get; set; }

    /// <summary>Packets of the guest that were delivered.</summary>
    public int GuestPackets { get; private set; }

    /// <summary>What the guest was told last, reliably, on channel 0.</summary>
    public ReadOnlySpan<byte> ToldGuest => _toldGuest.AsSpan(0, _toldBytes);

    public void Begin(HostOptions options, ulong seed, long nowUs)
    {
        NowUs = nowUs;
        _core = new Host(options, new SimulationRandom(seed), nowUs);
        _checksumBytes = options.Checksum is null ? 0 : 4;
        _isPacking = options.Compressor is not null;
        (_handedIn, _sent, GuestPackets) = (0, 0, 0);
        (IsSleepy, Guest, _toldBytes) = (false, null, 0);
        PutCanaries();
    }

    /// <summary>A datagram comes in. What the application throws in the middle of it is the application's.</summary>
    public void Receive(Stranger from, Span<byte> datagram)
    {
        _handedIn++;
        from.Say(datagram.Length);
        try
        {
            _core.HandleDatagram(NowUs, from.Address, datagram);
        }
        catch (ApproverException)
        {
            // As it must be: it comes out, and the host goes on.
        }

        if (!IsSleepy) TakeRaised();
    }

    /// <summary>A service round as the hosts of applications drive it.</summary>
    public void Service()
    {
        Round round = _core.Round;
        round.End();
        round.EndsAtEvents = false;
        round.IgnoresEvents = IsSleepy;
        for (RoundStep step = round.Next(NowUs); step != RoundStep.Rest; step = round.Next(NowUs))
        {
            if (step == RoundStep.Send) Send();
            if (step == RoundStep.Event && _core.TryTakeEvent(out ConnectionEvent next)) Take(next);
        }

        while (!IsSleepy && _core.TryTakeEvent(out ConnectionEvent e)) Take(e);
    }

    public void Flush()
    {
        _core.Round.BeginFlush(NowUs);
        Send();
    }

    /// <summary>The application asks somebody.</summary>
    public Connection? Ask(Stranger who, int channels, uint data)
    {
        who.IsProved = true;
        Connection? connection = _core.Connect(NowUs, who.Address, channels, data);
        if (connection is not null) connection.Owner = Asked;
        return connection;
    }

    /// <summary>The application ends a connection, or does something else that may end it, and does not want to hear of it again then. What has ended before may still be told.</summary>
    public void NoteDismissed(Connection connection, ENetPeerState before)
    {
        if (before != ENetPeerState.Disconnected && connection.State == ENetPeerState.Disconnected) connection.Owner = Over;
    }

    /// <summary>The connection with somebody; of several, one.</summary>
    public Connection? PeerOf(Stranger who, int which)
    {
        Connection? found = null;
        for (int slot = 0; _core.GetPeer(slot) is { } peer; slot++)
        {
            if (peer.State == ENetPeerState.Disconnected || peer.Address != who.Address) continue;
            found = peer;
            if (which-- <= 0) break;
        }

        return found;
    }

    /// <summary>What must be so at any time.</summary>
    public void Check()
    {
        int connected = 0;
        for (int slot = 0; _core.GetPeer(slot) is { } peer; slot++)
        {
            if (peer.WaitingBytes < 0 || peer.ReliableBytesInTransit < 0) throw new FuzzException($"Slot {slot} counts {peer.WaitingBytes} waiting and {peer.ReliableBytesInTransit} in transit.");
            if (peer.Receiver.Inbox.Assemblies is < 0 or > 256) throw new FuzzException($"Slot {slot} assembles {peer.Receiver.Inbox.Assemblies} packets.");
            if (peer.PacketThrottle > 32 || peer.WindowBytes is < 4_096 or > 65_536 || peer.MtuBytes is < 576 or > 4_096) throw new FuzzException($"Slot {slot} has a value out of its range.");
            if (ConnectionPhases.IsConnected(peer.Phase)) connected++;
        }

        LedgerOracle.AssertAccounted(_core, isShared: true);
        if (connected != _core.ConnectedPeers) throw new FuzzException($"{connected} peers are connected, {_core.ConnectedPeers} are counted.");
        if (_handedIn != _core.Counters.ReceivedDatagrams || _sent != _core.Counters.SentDatagrams)
        {
            throw new FuzzException($"{_handedIn} datagrams came and {_sent} went; the host counts {_core.Counters.ReceivedDatagrams} and {_core.Counters.SentDatagrams}.");
        }
    }

    /// <summary>Everybody is gone, and nothing is left.</summary>
    public void End()
    {
        for (int slot = 0; _core.GetPeer(slot) is { } peer; slot++) peer.Reset();
        if (_core.RentedBlocks == 0 && _core.IncomingQueuedBytes == 0 && _core.OutgoingQueuedBytes == 0 && _core.ConnectedPeers == 0) return;
        throw new FuzzException($"Nobody is there, and {_core.RentedBlocks} blocks are rented, {_core.IncomingQueuedBytes} and {_core.OutgoingQueuedBytes} bytes queued, {_core.ConnectedPeers} peers counted.");
    }

    public void TakeRaised()
    {
        while (_core.HasRaisedEvent && _core.TryTakeEvent(out ConnectionEvent e)) Take(e);
    }

    private void Send()
    {
        for (int i = 0; _core.Round.TryWrite(_slot, out int length, out DatagramPath path, out _); i++)
        {
            if (i > MostInOnePass) throw new FuzzException("It does not stop sending.");
            _sent++;
            if (length is < 3 or > 4_096) throw new FuzzException($"A datagram of {length} bytes.");
            Stranger receiver = Find(path.Remote);
            receiver.Hear(length);
            if (!receiver.IsProved) CheckUnproved(receiver);
            int longest = LongestTo(receiver);
            if (length > longest) throw new FuzzException($"{length} bytes to {path.Remote}, which takes {longest}.");
            Read(receiver, _slot.AsSpan(0, length));
        }
    }

    // Whoever has no connection and was not asked gets at most three times what came from it; while it has one, or had one just now, its slot says so.
    private void CheckUnproved(Stranger receiver)
    {
        for (int slot = 0; _core.GetPeer(slot) is { } peer; slot++)
        {
            if (peer.Address == receiver.Address) receiver.IsProved = true;
        }

        if (!receiver.IsProved && receiver.Heard > MostAmplification * receiver.Said) throw new FuzzException($"{receiver.Address} has proved nothing and got {receiver.Heard} bytes for {receiver.Said}.");
    }

    // Whoever is no connection is told little.
    private int LongestTo(Stranger receiver)
    {
        int longest = 576;
        for (int slot = 0; _core.GetPeer(slot) is { } peer; slot++)
        {
            if (peer.Address == receiver.Address) longest = Math.Max(longest, peer.AgreedMtuBytes);
        }

        return longest;
    }

    private void Read(Stranger receiver, ReadOnlySpan<byte> datagram)
    {
        bool hasTime = (datagram[0] & 0x80) != 0;
        bool isCompressed = (datagram[0] & 0x40) != 0;
        int start = (hasTime ? 4 : 2) + _checksumBytes;
        ReadOnlySpan<byte> commands = datagram[start..];
        if (isCompressed)
        {
            if (!_isPacking) throw new FuzzException("A host without a compressor has compressed.");
            commands = _unpacked.AsSpan(0, _reader.Decompress(commands, _unpacked));
        }

        ushort time = hasTime ? (ushort)((datagram[2] << 8) | datagram[3]) : (ushort)0;
        var reader = new WireReader(commands);
        int read = 0;
        while (reader.TryRead())
        {
            read++;
            if ((reader.Command[0] & 0x80) != 0 && !hasTime) throw new FuzzException($"A host wants {reader.Kind} acknowledged and gives no time.");
            receiver.Note(reader.Kind, reader.Command, time);
            if (receiver != Guest || reader.Kind != WireKind.Reliable || reader.Command[1] != 0) continue;
            _toldBytes = reader.Command.Length - 6;
            reader.Command[6..].CopyTo(_toldGuest);
        }

        if (read == 0) throw new FuzzException("A host has sent a datagram without a command.");
    }

    private Stranger Find(in ENetAddress address)
    {
        foreach (Stranger stranger in _strangers)
        {
            if (stranger.Address == address) return stranger;
        }

        throw new FuzzException($"A datagram to {address}, which nobody has named.");
    }

    // The application's view: connected, then packets, then disconnected; an attempt of its own may also just end.
    private void Take(in ConnectionEvent e)
    {
        Connection connection = e.Connection;
        switch (e.Type)
        {
            case ENetEventType.Connect:
                if (connection.Owner is not null && connection.Owner != Asked) throw new FuzzException($"{connection.Address} connects twice, or after its end.");
                connection.Owner = Told;
                break;
            case ENetEventType.Disconnect:
                if (connection.Owner is null || connection.Owner == Over) throw new FuzzException($"{connection.Address} disconnects and was not connected: {e.Reason}.");
                connection.Owner = Over;
                break;
            default:
                if (connection.Owner != Told) throw new FuzzException($"A packet of {connection.Address}, which is not connected.");
                TakePacket(connection, e.Packet);
                break;
        }
    }

    public void TakePacket(Connection connection, in ENetPacket packet)
    {
        Stranger from = Find(connection.Address);
        ReadOnlySpan<byte> payload = packet.Span;
        int foreign = from.FindForeign(payload);
        if (foreign >= 0) throw new FuzzException($"{from.Address} has never sent the byte {foreign:X2}, and it was delivered.");
        ReadOnlySpan<byte> piece = [Canary, Canary, Canary, Canary, Canary, Canary, Canary, Canary];
        if (payload.IndexOf(piece) >= 0) throw new FuzzException("Bytes came out that nobody put in.");
        if (from == Guest) GuestPackets++;
        packet.WritableSpan.Fill(Canary);
        packet.Dispose();
    }

    private void PutCanaries()
    {
        Span<ENetPacket> packets = new ENetPacket[12];
        for (int i = 0; i < packets.Length; i++)
        {
            packets[i] = _core.CreatePacket(1 << (6 + (i / 2)), ENetPacketFlags.None);
            packets[i].WritableSpan.Fill(Canary);
        }

        foreach (ENetPacket packet in packets) packet.Dispose();
    }
}
