using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Reception;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>One of two hosts, as an application has it, and what the application makes of what it is told.</summary>
internal sealed class HostSide : IConnectionApprover, IDatagramInterceptor, IDatagramChecksum, IDisposable
{
    private readonly Dictionary<ENetPeer, bool> _told = [];
    private readonly List<ENetPeer> _peers = [];
    private readonly HashSet<ENetPeer> _dismissed = [];
    private readonly RangeCoder _coder = new();
    private readonly byte _mark;
    private readonly VirtualTime _time;
    private ScriptedTransport _spare;
    private ENetHost? _host;
    private ImpairedTransport? _impaired;
    private int _reply;
    private bool _hasChecksum;

    public HostSide(ScriptedTransport transport, ScriptedTransport spare, VirtualTime time, byte mark)
    {
        Transport = transport;
        _spare = spare;
        _time = time;
        _mark = mark;
    }

    /// <summary>The transport that its host has now.</summary>
    public ScriptedTransport Transport { get; private set; }

    /// <summary>Datagrams that its hosts have been handed.</summary>
    public long Received => Transport.Received + _spare.Received;

    /// <summary>The highest bit of all that its application sends.</summary>
    public byte Mark => _mark;

    public ENetHost Host => _host!;

    /// <summary>Peers that the application has ever seen, the oldest first.</summary>
    public IReadOnlyList<ENetPeer> Peers => _peers;

    /// <summary>What the application throws in the middle of things: a bit for the approver, the interceptor, the checksum, the handler and the listener of notices.</summary>
    public int Throws { get; set; }

    /// <summary>What it does when it is told something.</summary>
    public int Reacts { get; set; }

    /// <summary>What the other side may have delivered to it: reliable packets in order, for each connection and channel. Null once something was damaged or made up.</summary>
    public Promised? Sent { get; set; }

    /// <summary>Packets of whoever talks last.</summary>
    public int Delivered { get; set; }

    public bool HasThrown { get; private set; }

    /// <summary>What it sends and gets may be under way for a while.</summary>
    public bool IsImpaired { get; private set; }

    /// <summary>Why a connection ended last.</summary>
    public ENetDisconnectReason LastEnd { get; private set; }

    public void Begin(ReadOnlySpan<byte> head, int budget, ulong seed)
    {
        _told.Clear();
        _peers.Clear();
        _dismissed.Clear();
        (_reply, Throws, Reacts, Delivered) = (0, 0, 0, 0);
        _hasChecksum = (head[1] & 1) != 0;
        Transport.Begin((head[2] & 3) switch { 1 => 28, 2 => 400, _ => 0 });
        var options = new ENetHostOptions
        {
            PeerLimit = (head[3] & 3) switch { 1 => 1, 2 => 2, _ => 8 },
            ChannelLimit = (head[3] & 4) != 0 ? 2 : 255,
            MtuBytes = (head[4] & 3) switch { 1 => 1_000, 2 => 4_096, _ => 1_392 },
            MaximumWaitingBytes = budget == 1 ? 3_000 : 1 << 20,
            MaximumPacketBytes = budget == 2 ? 2_000 : 1 << 20,
            PeerBudgetBytes = budget == 3 ? ReceptionStores.SmallestPeerBudgetBytes : 128 << 20,
            HostBudgetBytes = budget == 3 ? ReceptionStores.SmallestPeerBudgetBytes : 1 << 30,
            Checksum = _hasChecksum ? () => this : null,
            Compressor = (head[1] & 6) == 6 ? () => _coder : null,
            Approver = (head[5] & 1) != 0 ? this : null,
            Interceptor = (head[5] & 2) != 0 ? this : null,
            CongestionControl = (ENetCongestionControl)(head[6] % 3),
            OutgoingBandwidth = (head[7] & 3) == 1 ? 64_000u : 0,
            IncomingBandwidth = (head[7] & 12) == 4 ? 64_000u : 0,
            PathMtuDiscovery = (head[8] & 1) == 0,
            KeepLivePeers = (head[8] & 2) == 0,
            MeasureIdlePeers = (head[8] & 4) != 0,
            PingInterval = TimeSpan.FromMilliseconds((head[8] & 8) != 0 ? 100 : 500),
            TimeoutMaximum = TimeSpan.FromMilliseconds((head[8] & 16) != 0 ? 6_000 : 30_000),
            EventLog = (head[8] & 32) != 0 ? new ENetEventLog(64) : null,
            Random = new SimulationRandom(seed),
        };
        _host = new ENetHost(Impaired(head), options, _time);
        _host.Notice += OnNotice;
    }

    /// <summary>The network before it is bad no more.</summary>
    public void Heal()
    {
        Transport.Heal();
        (Throws, Reacts) = (0, 0);
        if (_impaired?.Outgoing is { } outgoing) outgoing.Options = new NetworkImpairmentOptions();
        if (_impaired?.Incoming is { } incoming) incoming.Options = new NetworkImpairmentOptions();
    }

    /// <summary>One call of the poll face, and what the application does then; false when there was no event.</summary>
    public bool Poll(int timeoutMs)
    {
        try
        {
            if (!Host.Service(TimeSpan.FromMilliseconds(timeoutMs), out ENetEvent e)) return false;
            Take(e);
            return true;
        }
        catch (ApproverException)
        {
            return HasThrown = true;
        }
    }

    /// <summary>One call of the handler face.</summary>
    public void ServiceHandler(int timeoutMs)
    {
        var handler = new Handler(this);
        try
        {
            Host.Service(TimeSpan.FromMilliseconds(timeoutMs), ref handler);
        }
        catch (ApproverException)
        {
            HasThrown = true;
        }
    }

    public void Take(in ENetEvent e)
    {
        switch (e.Type)
        {
            case ENetEventType.Connect:
                NoteConnect(e.Peer);
                break;
            case ENetEventType.Disconnect:
                LastEnd = e.DisconnectReason;
                NoteDisconnect(e.Peer);
                break;
            case ENetEventType.Writable:
                NoteWritable(e.Peer);
                break;
            default:
                NotePacket(e.Peer, e.ChannelId, e.Packet.Span, e.Packet.Flags);
                if ((Reacts & 1) != 0 && e.Peer.Send(e.ChannelId, e.Packet) == ENetSendResult.Queued) Sent?.Loosen(e.Peer.ConnectId, e.ChannelId, _mark);
                e.Packet.Dispose();
                break;
        }
    }

    /// <summary>Its host goes on with another transport.</summary>
    public void Rebind()
    {
        _spare.Begin(Transport.OverheadBytes);
        Host.Rebind(_spare);
        _impaired = null;
        (Transport, _spare) = (_spare, Transport);
    }

    /// <summary>The application has asked for it.</summary>
    public void NoteAsked(ENetPeer peer)
    {
        _told[peer] = false;
        _peers.Add(peer);
    }

    /// <summary>The application has ended it and is not told.</summary>
    public void NoteDismissed(ENetPeer peer, ENetPeerState before)
    {
        if (before == ENetPeerState.Disconnected || peer.State != ENetPeerState.Disconnected) return;
        _told.Remove(peer);
        _dismissed.Add(peer);
    }

    public void Dispose()
    {
        if (_host is null) return;
        _host.Notice -= OnNotice;
        _host.Dispose();
        _host = null;
    }

    bool IConnectionApprover.Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
    {
        if ((Throws & 1) != 0) throw new ApproverException();
        refusalData = data;
        return data % 5 != 4;
    }

    bool IDatagramInterceptor.Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        if ((Throws & 2) != 0) throw new ApproverException();
        if (datagram.Length != 5) return false;
        host.SendUnconnected(from, datagram);
        return true;
    }

    uint IDatagramChecksum.Compute(ReadOnlySpan<byte> datagram)
    {
        if ((Throws & 4) != 0) throw new ApproverException();
        return Crc32Checksum.Instance.Compute(datagram);
    }

    // Now and then behind the library's own bad network.
    private IDatagramTransport Impaired(ReadOnlySpan<byte> head)
    {
        _impaired = null;
        IsImpaired = (head[12] & 7) == 7;
        if (!IsImpaired) return Transport;
        byte how = head[13];
        var bad = new NetworkImpairmentOptions
        {
            Seed = head[14],
            LossRate = (how & 1) != 0 ? 0.1 : 0,
            DuplicationRate = (how & 2) != 0 ? 0.1 : 0,
            ReorderRate = (how & 4) != 0 ? 0.1 : 0,
            DelayMs = (how & 8) != 0 ? 20 : 0,
            JitterMs = (how & 16) != 0 ? 10 : 0,
            BurstEnterRate = (how & 32) != 0 ? 0.05 : 0,
            BandwidthBytesPerSecond = (how & 64) != 0 ? 50_000 : 0,
            MtuBytes = (head[12] & 8) != 0 ? 1_200 : 0,
            OutageIntervalMs = (head[12] & 16) != 0 ? 3_000 : 0,
        };
        return _impaired = new ImpairedTransport(Transport, new ImpairedTransportOptions { Outgoing = bad, Incoming = (how & 128) != 0 ? bad : null }, _time);
    }

    private void OnNotice(ENetNotice notice)
    {
        if (notice.Message.Length == 0) throw new FuzzException("A notice that says nothing.");
        if ((Throws & 16) != 0) throw new ApproverException();
    }

    private void NoteConnect(ENetPeer peer)
    {
        if (!_told.TryGetValue(peer, out bool isTold)) _peers.Add(peer);
        if (_dismissed.Contains(peer)) throw new FuzzException($"{peer} connects, and was ended before.");
        if (isTold) throw new FuzzException($"{peer} connects twice.");
        if (peer.Connection.Owner != (object)peer) throw new FuzzException($"{peer} is not the peer of its connection.");
        _told[peer] = true;
        if ((Reacts & 2) != 0) peer.Send(0, [_mark, _mark], ENetPacketFlags.Unsequenced);
        if ((Throws & 8) != 0) throw new ApproverException();
    }

    private void NoteWritable(ENetPeer peer)
    {
        if (!_told.TryGetValue(peer, out bool isTold) || !isTold) throw new FuzzException($"{peer} has room, and is not connected.");
    }

    private void NoteDisconnect(ENetPeer peer)
    {
        if (!_told.Remove(peer)) throw new FuzzException($"{peer} disconnects and was not connected.");
        if ((Reacts & 4) == 0 || _reply++ > 4) return;
        if (Host.TryConnect(peer.Address, out ENetPeer? next, channelCount: 2)) NoteAsked(next);
    }

    private void NotePacket(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        if (!_told.TryGetValue(peer, out bool isTold) || !isTold) throw new FuzzException($"A packet of {peer}, which is not connected.");
        Delivered++;
        Sent?.Take(peer.ConnectId, channelId, (byte)(_mark ^ 0x80), payload, flags);
        if ((Reacts & 8) != 0) peer.Disconnect(1);
    }

    private readonly struct Handler(HostSide side) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data) => side.NoteConnect(peer);

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => side.NoteDisconnect(peer);

        public void OnWritable(ENetPeer peer) => side.NoteWritable(peer);

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            side.NotePacket(peer, channelId, payload, flags);
            if ((side.Throws & 8) != 0) throw new ApproverException();
            if ((side.Reacts & 16) != 0 && peer.Send(channelId, payload, flags) == ENetSendResult.Queued) side.Sent?.Loosen(peer.ConnectId, channelId, side._mark);
        }
    }
}
