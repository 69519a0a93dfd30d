using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Fuzz;

/// <summary>A host under attack, the application on top of it, and the oracles over both.</summary>
internal sealed class FuzzedHost
{
    private const byte Canary = 0xDB;

    private readonly Host _core;
    private readonly SimulationRandom _random;
    private readonly byte[] _slot = new byte[4_096];
    private readonly Dictionary<int, bool> _told = [];
    private readonly HashSet<int> _asked = [];
    private readonly int _checksumBytes;
    private readonly RangeCoder _coder = new();

    public FuzzedHost(HostOptions options, SimulationRandom random, long nowMs)
    {
        _core = new Host(options, random, nowMs * 1000);
        _random = random;
        _checksumBytes = options.Checksum is null ? 0 : 4;
        NowMs = nowMs;
        PutCanaries();
    }

    public Host Core => _core;

    public long NowMs { get; set; }

    private long NowUs => NowMs * 1000;

    /// <summary>The application takes no packets.</summary>
    public bool IsSleepy { get; set; }

    public long Delivered { get; private set; }

    public long Connects { get; private set; }

    /// <summary>Where the host's datagrams go: the address they are for, and the bytes.</summary>
    public Action<ENetAddress, SeenDatagram>? OnSent { get; set; }

    /// <summary>A datagram comes in; an event that it raises is taken at once, as every host does.</summary>
    public void Receive(in ENetAddress from, byte[] datagram)
    {
        _core.HandleDatagram(NowUs, from, datagram);
        TakeRaised();
    }

    /// <summary>One service round, and the application's reaction.</summary>
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

        TakeRaised();
        while (!IsSleepy && _core.TryTakeEvent(out ConnectionEvent e)) Take(e);
    }

    /// <summary>Something an application might do.</summary>
    public void Act(ReadOnlySpan<ENetAddress> addresses)
    {
        Connection? peer = _core.GetPeer(_random.Below(_core.Options.PeerLimit));
        int what = _random.Below(100);
        if (what < 8)
        {
            Connection? asked = _core.Connect(NowUs, _random.Pick(addresses), _random.Between(0, 4), 1);
            if (asked is not null) _asked.Add(asked.Slot);
            return;
        }

        if (peer is null) return;
        switch (what)
        {
            case < 70:
                peer.Send((byte)_random.Below(4), new byte[_random.Happens(90) ? _random.Below(100) : _random.Below(5_000)], (ENetPacketFlags)_random.Pick<int>([0, 1, 2, 8, 3, 10]));
                break;
            case < 73:
                peer.Disconnect(1);
                break;
            case < 76:
                peer.DisconnectLater(2);
                break;
            case < 79:
                peer.DisconnectNow(3);
                break;
            case < 81:
                peer.Reset();
                break;
            case < 90:
                peer.Ping();
                break;
            case < 95:
                peer.ConfigureThrottle(_random.NextUInt32(), _random.NextUInt32(), _random.NextUInt32());
                break;
            default:
                peer.SetTimeout((uint)_random.Below(100), (uint)_random.Below(10_000), (uint)_random.Below(40_000));
                break;
        }

        if (peer.State == ENetPeerState.Disconnected) Forget(peer);
    }

    /// <summary>What must always be so.</summary>
    public void Check()
    {
        int connected = 0;
        for (int slot = 0; _core.GetPeer(slot) is { } peer; slot++)
        {
            if (peer.WaitingBytes < 0 || peer.ReliableBytesInTransit < 0) Assert.Fail($"Slot {slot} counts {peer.WaitingBytes} waiting and {peer.ReliableBytesInTransit} in transit.");
            if (peer.Receiver.Inbox.Assemblies is < 0 or > 256) Assert.Fail($"Slot {slot} assembles {peer.Receiver.Inbox.Assemblies} packets.");
            if (peer.PacketThrottle > 32 || peer.WindowBytes is < 4_096 or > 65_536 || peer.MtuBytes is < 576 or > 4_096) Assert.Fail($"Slot {slot} has a value out of its range.");
            if (ConnectionPhases.IsConnected(peer.Phase)) connected++;
        }

        LedgerOracle.AssertAccounted(_core);
        if (connected != _core.ConnectedPeers) Assert.Fail($"{connected} peers are connected, {_core.ConnectedPeers} are counted.");
    }

    /// <summary>When everybody is gone, nothing is left.</summary>
    public void End()
    {
        for (int slot = 0; _core.GetPeer(slot) is { } peer; slot++) peer.Reset();
        Assert.That((_core.RentedBlocks, _core.IncomingQueuedBytes, _core.OutgoingQueuedBytes, _core.ConnectedPeers), Is.EqualTo((0, 0L, 0L, 0)));
    }

    private void Send()
    {
        for (int i = 0; _core.Round.TryWrite(_slot, out int length, out DatagramPath path, out _); i++)
        {
            if (i > 100_000) Assert.Fail("It does not stop sending.");
            if (length is < 3 or > 4_096) Assert.Fail($"A datagram of {length} bytes.");
            OnSent?.Invoke(path.Remote, SeenDatagram.Read(Unpacked(length), NowMs, _checksumBytes));
        }
    }

    // Only what has a sent time is of interest to an attacker that wants to be let in.
    private ReadOnlySpan<byte> Unpacked(int length)
    {
        const int header = 4;
        ReadOnlySpan<byte> datagram = _slot.AsSpan(0, length);
        if ((datagram[0] & 0xC0) != 0xC0 || length <= header + _checksumBytes) return datagram;
        byte[] unpacked = new byte[4_096];
        int bytes = _coder.Decompress(datagram[(header + _checksumBytes)..], unpacked.AsSpan(header + _checksumBytes));
        datagram[..(header + _checksumBytes)].CopyTo(unpacked);
        unpacked[0] &= 0xBF;
        return unpacked.AsSpan(0, header + _checksumBytes + bytes);
    }

    private void TakeRaised()
    {
        while (_core.HasRaisedEvent && _core.TryTakeEvent(out ConnectionEvent e)) Take(e);
    }

    // The application's view: connected, then packets, then disconnected; an attempt of its own may also just end.
    private void Take(in ConnectionEvent e)
    {
        int slot = e.Connection.Slot;
        switch (e.Type)
        {
            case ENetEventType.Connect:
                Connects++;
                if (!_told.TryAdd(slot, true)) Assert.Fail($"Slot {slot} connects twice.");
                break;
            case ENetEventType.Disconnect:
                if (!_told.Remove(slot) && !_asked.Contains(slot)) Assert.Fail($"Slot {slot} disconnects and was never connected: {e.Reason}.");
                _asked.Remove(slot);
                break;
            default:
                if (!_told.ContainsKey(slot)) Assert.Fail($"Slot {slot} receives and is not connected.");
                Delivered++;
                if (VirtualHost.HoldsCanary(e.Packet.Span)) Assert.Fail("Bytes came out that nobody put in.");
                e.Packet.WritableSpan.Fill(Canary);
                e.Packet.Dispose();
                break;
        }
    }

    private void Forget(Connection peer)
    {
        _told.Remove(peer.Slot);
        _asked.Remove(peer.Slot);
    }

    private void PutCanaries()
    {
        List<ENetPacket> packets = Enumerable.Range(6, 11).SelectMany(log => Enumerable.Range(0, 8).Select(_ => _core.CreatePacket(1 << log, ENetPacketFlags.None))).ToList();
        foreach (ENetPacket packet in packets)
        {
            packet.WritableSpan.Fill(Canary);
            packet.Dispose();
        }
    }
}
