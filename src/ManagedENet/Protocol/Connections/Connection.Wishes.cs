using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <content>What the application asks of a connection.</content>
internal sealed partial class Connection
{
    /// <summary>
    /// Asks the other end for the connection (<c>enet_host_connect</c>). The first datagram leaves with the next send pass. Others go to the same address and use session
    /// ids.
    /// </summary>
    // Requirement: HSK-010, HSK-011
    public void Ask(in ENetAddress to, int channelCount, uint connectId, uint data, in SessionsInUse others)
    {
        Phase = ENetPeerState.Connecting;
        _path.Address = to;
        _outbox.QueueHandshake(CommandKind.Connect, _terms.Propose(Name, channelCount, connectId, data, _path, _surroundings, others), _surroundings.Sending);
        MarkReady();
    }

    /// <summary>Queues a copy of <paramref name="payload"/> (<c>enet_peer_send</c>).</summary>
    public ENetSendResult Send(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        ENetSendResult result = CheckSend(channelId, payload.Length);
        if (result != ENetSendResult.Queued) return result;
        result = _outbox.Queue(channelId, payload, flags, FragmentBytes, _surroundings.Sending);
        if (result == ENetSendResult.Queued) MarkReady();
        return result;
    }

    /// <summary>
    /// Queues a packet (<c>enet_peer_send</c>). It is no longer the caller's when the answer is <see cref="ENetSendResult.Queued"/>, and still is otherwise. A packet of
    /// another host is copied.
    /// </summary>
    // Requirement: LIM-035
    public ENetSendResult Send(byte channelId, ENetPacket packet)
    {
        PacketBlock block = packet.Block;
        ENetSendResult result = _surroundings.Sending.Pool.CanQueue(block) ? Adopt(channelId, block) : Send(channelId, block.Span, block.Flags);
        if (result == ENetSendResult.Queued) packet.Dispose();
        return result;
    }

    /// <summary>Queues a packet that goes to several connections, which share its memory.</summary>
    public bool TryShare(byte channelId, PacketBlock block)
    {
        if (CheckSend(channelId, block.Length) != ENetSendResult.Queued || !_outbox.TryShare(channelId, block, FragmentBytes, _surroundings.Sending)) return false;
        MarkReady();
        return true;
    }

    /// <summary>True when a packet of this length that goes to several connections would find room here.</summary>
    public bool MayShare(byte channelId, int length) =>
        CheckSend(channelId, length) == ENetSendResult.Queued && _surroundings.Sending.Stores.MayView(length, Outbox.CountFragments(length, FragmentBytes), _outbox.Account);

    /// <summary>The next packet, past the events (<c>enet_peer_receive</c>). It belongs to the caller from now on.</summary>
    public bool TryReceive(out byte channelId, out ENetPacket packet) => _receiver.TryTake(_surroundings.Reception, out channelId, out packet);

    /// <summary>
    /// Says goodbye and waits for the acknowledgement (<c>enet_peer_disconnect</c>); what is queued in either direction is dropped. A connection that is not open gets
    /// one unacknowledged datagram and is over after the next send pass, without an event.
    /// </summary>
    public void Disconnect(uint data)
    {
        if (!ConnectionPhases.IsEnding(State)) SayGoodbye(data, keepDelivered: false);
    }

    /// <summary>
    /// Says goodbye once, without waiting for an answer and without an event (<c>enet_peer_disconnect_now</c>). Run a send pass at once: the slot is free after it.
    /// </summary>
    // Requirement: DIS-016
    public void DisconnectNow(uint data)
    {
        if (IsLeavingAtOnce || Phase == ENetPeerState.Disconnected) return;
        if (Phase is ENetPeerState.Zombie or ENetPeerState.Disconnecting)
        {
            Dismiss();
            return;
        }

        // Whoever was to be told that it is connected is told nothing: there would be no end to it.
        _surroundings.Events.Withdraw(this);
        DropForGoodbye(keepDelivered: false);
        QueueControl(CommandKind.Disconnect, data, 0, 0, CommandFlags.Unsequenced);
        IsLeavingAtOnce = true;
    }

    /// <summary>Frees everything without a word, and takes back what the application was to be told of it (<c>enet_peer_reset</c>).</summary>
    // Requirement: DIS-018
    public void Dismiss()
    {
        if (Phase != ENetPeerState.Disconnected) _surroundings.Events.Withdraw(this);
        Reset();
    }

    /// <summary>Says goodbye once everything queued has been sent and acknowledged (<c>enet_peer_disconnect_later</c>). Until then it goes on receiving.</summary>
    // Requirement: DIS-010, DIS-014, DEV-054
    public void DisconnectLater(uint data)
    {
        bool isOpen = ConnectionPhases.IsConnected(Phase) && !IsLeavingAtOnce;
        if (isOpen && HasOutgoingCommands)
        {
            EventData = data;
            ChangePhase(ENetPeerState.DisconnectLater);
            _receiver.DropsReceived = _surroundings.Reception.LeavingDropsReceived;
        }

        // What was received is kept whether or not something is under way just now.
        else if (isOpen) SayGoodbye(data, keepDelivered: !_surroundings.Reception.LeavingDropsReceived);
        else Disconnect(data);
    }

    /// <summary>Asks for a sign of life now (<c>enet_peer_ping</c>). Pings go out by themselves at the connection's interval. Does nothing unless connected.</summary>
    // Requirement: REL-053
    public void Ping()
    {
        if (State == ENetPeerState.Connected) QueueControl(CommandKind.Ping, 0, 0, 0);
    }

    /// <summary>Sets the interval of pings in ms; 0 is the default of 500 (<c>enet_peer_ping_interval</c>). What is over stays what it was.</summary>
    // Requirement: REL-052
    public void SetPingInterval(uint intervalMs)
    {
        if (Phase == ENetPeerState.Disconnected) return;
        PingIntervalMs = intervalMs == 0 ? ProtocolConstants.DefaultPingIntervalMs : intervalMs;
        MarkReady();
    }

    /// <summary>Sets when the connection is given up; 0 stands for each default (<c>enet_peer_timeout</c>). What is over stays what it was.</summary>
    public void SetTimeout(uint limit, uint minimumMs, uint maximumMs)
    {
        if (Phase != ENetPeerState.Disconnected) _path.Recovery.Timeouts.Set(limit, minimumMs, maximumMs);
    }

    /// <summary>Sets the packet throttle of both sides (<c>enet_peer_throttle_configure</c>). What is over stays what it was.</summary>
    // Requirement: FLW-040
    public void ConfigureThrottle(uint intervalMs, uint acceleration, uint deceleration)
    {
        if (Phase == ENetPeerState.Disconnected) return;
        bool waits = State == ENetPeerState.Connecting && !_surroundings.ThrottleWishEndsAttempt;
        // The answer repeats what was proposed, whatever is wanted by then; and nobody is there yet who could be told.
        // Requirement: HSK-042, DEV-078
        if (waits) _terms.ProposedThrottle ??= ThrottleTerms.Of(_path.Recovery.Throttle);
        _path.Recovery.Throttle.Set(intervalMs, acceleration, deceleration);
        if (!waits && MayBeTold) AnnounceThrottle();
    }

    /// <summary>Tells the other end what it may send and what we may send, bytes per second.</summary>
    public void AnnounceLimits(uint incoming, uint outgoing)
    {
        if (MayBeTold) QueueControl(CommandKind.BandwidthLimit, incoming, outgoing, 0);
    }

    /// <summary>Sets the upper bound of the packet throttle that the bandwidth limits allow.</summary>
    public void SetThrottleLimit(uint limit) => _path.Recovery.Throttle.SetLimit(limit);

    // Requirement: CHN-001, DIS-011, LIM-010, FRG-007
    private ENetSendResult CheckSend(byte channelId, int length)
    {
        if (State != ENetPeerState.Connected) return ENetSendResult.NotConnected;
        if (channelId >= ChannelCount) return ENetSendResult.InvalidChannel;
        if (length > _surroundings.Reception.MaximumPacketBytes) return ENetSendResult.TooLarge;
        return length > ProtocolConstants.MinimumMtu && length > MaximumPacketBytes ? ENetSendResult.TooLarge : ENetSendResult.Queued;
    }

    private ENetSendResult Adopt(byte channelId, PacketBlock block)
    {
        ENetSendResult result = CheckSend(channelId, block.Length);
        if (result != ENetSendResult.Queued) return result;
        result = _outbox.Adopt(channelId, block, FragmentBytes, _surroundings.Sending);
        if (result == ENetSendResult.Queued) MarkReady();
        return result;
    }

    // Whoever leaves says goodbye when nothing is under way: what is told once a second would put it off for ever where the way is longer than that.
    // Requirement: FLW-040, FLW-072, DEV-080
    private bool MayBeTold => !ConnectionPhases.IsDeaf(State) && (!ConnectionPhases.IsLeaving(Phase) || _surroundings.TellsLeavingPeers);

    private void AnnounceThrottle() =>
        QueueControl(CommandKind.ThrottleConfigure, PacketThrottleIntervalMs, PacketThrottleAcceleration, PacketThrottleDeceleration);

    private void QueueControl(CommandKind kind, uint first, uint second, uint third, CommandFlags flags = CommandFlags.Acknowledge)
    {
        _outbox.QueueControl(kind, flags, first, second, third, _surroundings.Sending);
        MarkReady();
    }

    private void SayGoodbye(uint data, bool keepDelivered)
    {
        bool isConnected = ConnectionPhases.IsConnected(Phase);
        DropForGoodbye(keepDelivered);
        // Requirement: DIS-002, DIS-003
        QueueControl(CommandKind.Disconnect, data, 0, 0, isConnected ? CommandFlags.Acknowledge : CommandFlags.Unsequenced);
        if (isConnected) ChangePhase(ENetPeerState.Disconnecting);
        // Requirement: DIS-003
        else IsLeavingAtOnce = true;
    }

    // Requirement: DIS-001
    private void DropForGoodbye(bool keepDelivered)
    {
        // The acknowledgement of VERIFY_CONNECT must still leave: without it the other end would not know us, and our goodbye would go unanswered.
        AcknowledgementQueue owed = _acknowledgements;
        _acknowledgements = default;
        Drop(keepDelivered);
        // Requirement: DIS-005, DEV-067
        if (_surroundings.DisconnectDropsAcknowledgements) owed.Clear(_surroundings.Reception.Stores.Ledger, ref _receiver.Inbox.Account);
        else owed.KeepOnlyHandshake();
        _acknowledgements = owed;
    }
}
