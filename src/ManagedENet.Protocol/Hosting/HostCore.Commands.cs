using System;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>What the application asks of a host besides sending.</summary>
public sealed partial class HostCore
{
    /// <summary>
    /// Asks for a connection (<c>enet_host_connect</c>). The first datagram leaves with the next send pass. Null when every slot is taken.
    /// </summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="to">The other end; 255.255.255.255 asks everybody on the local network, and the first answer fixes the address.</param>
    /// <param name="channelCount">Channels wanted, clamped to 1 to 255.</param>
    /// <param name="data">A number for the other side's application.</param>
    public PeerCore? Connect(long nowMs, in ENetAddress to, int channelCount, uint data)
    {
        SetTime(nowMs);
        // Requirement: HSK-010, HSK-011
        PeerCore? peer = _peers.TryTake(_mtuBytes);
        if (peer is null) return null;
        peer.ChannelCount = Math.Clamp(channelCount, ProtocolConstants.MinimumChannelCount, ProtocolConstants.MaximumChannelCount);
        peer.Phase = ENetPeerState.Connecting;
        peer.Address = to;
        peer.ConnectId = _random.NextUInt32();
        peer.WindowBytes = WindowNegotiation.ForBandwidth(_outgoingBandwidth);
        // Requirement: HSK-012, HSK-013
        QueueHandshake(peer, CommandKind.Connect, new ConnectCommand(
            (ushort)peer.Slot,
            (byte)peer.IncomingSessionId,
            (byte)peer.OutgoingSessionId,
            (uint)peer.MtuBytes,
            peer.WindowBytes,
            (uint)peer.ChannelCount,
            _incomingBandwidth,
            _outgoingBandwidth,
            peer.Throttle.IntervalMs,
            peer.Throttle.Acceleration,
            peer.Throttle.Deceleration,
            peer.ConnectId,
            data));
        return peer;
    }

    /// <summary>
    /// Says goodbye and waits for the acknowledgement (<c>enet_peer_disconnect</c>); what is queued in either direction is dropped. A peer that is not connected gets
    /// one unacknowledged datagram and is gone after the next send pass, without an event.
    /// </summary>
    public void Disconnect(PeerCore peer, uint data)
    {
        if (peer.IsLeavingAtOnce) return;
        // Requirement: DIS-001
        if (peer.Phase is ENetPeerState.Disconnecting or ENetPeerState.Disconnected or ENetPeerState.AcknowledgingDisconnect or ENetPeerState.Zombie) return;
        bool isConnected = PeerTransitions.IsConnected(peer.Phase);
        DropForGoodbye(peer);
        // Requirement: DIS-002, DIS-003
        QueueGoodbye(peer, data, isConnected ? CommandFlags.Acknowledge : CommandFlags.Unsequenced);
        if (isConnected) ChangePhase(peer, ENetPeerState.Disconnecting);
        // Requirement: DIS-003
        else peer.IsLeavingAtOnce = true;
    }

    /// <summary>
    /// Says goodbye once, without waiting for an answer and without an event (<c>enet_peer_disconnect_now</c>). Run a send pass at once: the slot is free after it.
    /// </summary>
    // Requirement: DIS-016
    public void DisconnectNow(PeerCore peer, uint data)
    {
        if (peer.IsLeavingAtOnce || peer.Phase == ENetPeerState.Disconnected) return;
        if (peer.Phase is ENetPeerState.Zombie or ENetPeerState.Disconnecting)
        {
            ResetPeer(peer);
            return;
        }

        DropForGoodbye(peer);
        QueueGoodbye(peer, data, CommandFlags.Unsequenced);
        peer.IsLeavingAtOnce = true;
    }

    /// <summary>Says goodbye once everything queued has been sent and acknowledged (<c>enet_peer_disconnect_later</c>). What arrives meanwhile is discarded.</summary>
    // Requirement: DIS-010
    public void DisconnectLater(PeerCore peer, uint data)
    {
        if (PeerTransitions.IsConnected(peer.Phase) && !peer.IsLeavingAtOnce && peer.HasOutgoingCommands)
        {
            peer.EventData = data;
            ChangePhase(peer, ENetPeerState.DisconnectLater);
            return;
        }

        Disconnect(peer, data);
    }

    /// <summary>Forgets the peer without telling it and without an event (<c>enet_peer_reset</c>).</summary>
    // Requirement: DIS-018
    public void Reset(PeerCore peer) => ResetPeer(peer);

    /// <summary>Asks for a sign of life now (<c>enet_peer_ping</c>). Pings go out by themselves at the peer's interval. Does nothing unless connected.</summary>
    // Requirement: REL-053
    public void Ping(PeerCore peer)
    {
        if (peer.State == ENetPeerState.Connected) EnqueueControl(peer, NewCommand(CommandKind.Ping, ProtocolConstants.ControlChannel));
    }

    /// <summary>Sets the interval of pings in ms; 0 is the default of 500 (<c>enet_peer_ping_interval</c>). Lasts as long as the connection.</summary>
    // Requirement: REL-052
    public void SetPingInterval(PeerCore peer, uint intervalMs)
    {
        peer.Liveness.PingIntervalMs = intervalMs == 0 ? ProtocolConstants.DefaultPingIntervalMs : intervalMs;
        MarkReady(peer);
    }

    /// <summary>Sets when a peer is given up; 0 stands for each default (<c>enet_peer_timeout</c>). Lasts as long as the connection.</summary>
    public void SetTimeout(PeerCore peer, uint limit, uint minimumMs, uint maximumMs) => peer.Liveness.SetTimeout(limit, minimumMs, maximumMs);

    /// <summary>Sets the packet throttle of both sides (<c>enet_peer_throttle_configure</c>).</summary>
    // Requirement: FLW-040
    public void ConfigureThrottle(PeerCore peer, uint intervalMs, uint acceleration, uint deceleration)
    {
        peer.Throttle.IntervalMs = intervalMs;
        peer.Throttle.Acceleration = acceleration;
        peer.Throttle.Deceleration = deceleration;
        if (PeerTransitions.IsDeaf(peer.State)) return;
        int index = NewCommand(CommandKind.ThrottleConfigure, ProtocolConstants.ControlChannel);
        ref OutgoingCommand command = ref _stores.Outgoing[index];
        command.First = intervalMs;
        command.Second = acceleration;
        command.Third = deceleration;
        EnqueueControl(peer, index);
    }

    /// <summary>Sets this host's limits in bytes per second, 0 for none (<c>enet_host_bandwidth_limit</c>). Peers hear of it within a second.</summary>
    // Requirement: FLW-070
    public void SetBandwidthLimit(uint incoming, uint outgoing)
    {
        _incomingBandwidth = incoming;
        _outgoingBandwidth = outgoing;
        RecalculateBandwidth();
    }

    /// <summary>Limits the channels of future incoming connections; 0 or more than 255 is 255 (<c>enet_host_channel_limit</c>).</summary>
    public void SetChannelLimit(int channelLimit) =>
        _channelLimit = channelLimit is < ProtocolConstants.MinimumChannelCount or > ProtocolConstants.MaximumChannelCount ? ProtocolConstants.MaximumChannelCount : channelLimit;

    /// <summary>Sets the largest datagram proposed to future connections, clamped to 576 to 4,096 bytes (the field <c>mtu</c>).</summary>
    public void SetMtu(int mtuBytes) => _mtuBytes = Math.Clamp(mtuBytes, ProtocolConstants.MinimumMtu, ProtocolConstants.MaximumMtu);

    // Requirement: DIS-001
    private void DropForGoodbye(PeerCore peer)
    {
        // The acknowledgement of VERIFY_CONNECT must still leave: without it the other end would not know us, and our goodbye would go unanswered.
        AckQueue owed = peer.Acknowledgements;
        peer.Acknowledgements = default;
        ResetQueues(peer, keepDelivered: false);
        // Requirement: DIS-005, DEV-067
        if (Has(NativeQuirks.DisconnectDropsAcknowledgements)) owed.Clear(_stores.Ledger.Incoming, ref peer.Inbox.Account);
        else owed.KeepOnlyHandshake();
        peer.Acknowledgements = owed;
    }

    private void QueueGoodbye(PeerCore peer, uint data, CommandFlags flags)
    {
        int index = NewCommand(CommandKind.Disconnect, ProtocolConstants.ControlChannel);
        ref OutgoingCommand command = ref _stores.Outgoing[index];
        command.Flags = flags;
        command.First = data;
        EnqueueControl(peer, index);
    }

    private void QueueHandshake(PeerCore peer, CommandKind kind, in ConnectCommand terms)
    {
        int index = NewCommand(kind, ProtocolConstants.ControlChannel);
        Span<byte> body = PayloadCell.Of(ref _stores.Outgoing[index].Cell).Slice(0, CommandLayout.SizeOf(kind));
        if (kind == CommandKind.Connect) terms.Write(body);
        else new VerifyConnectCommand(terms).Write(body);
        EnqueueControl(peer, index);
    }
}
