using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>What may be read of a connection, under the names of native's fields; all of it stays readable after the end. <see cref="Connection"/> changes it.</summary>
internal abstract class ConnectionStatus
{
    private protected readonly Surroundings _surroundings;
    private protected Path _path;
    private protected ConnectionTerms _terms;
    private protected Outbox _outbox;
    private protected Receiver _receiver;
    private protected AcknowledgementQueue _acknowledgements;
    private protected RemotePings _remotePings;

    // More than a conversation brings at a time is a stream, whose sender counts on them.
    private const int MostHeld = 16;

    // Kept short: a host has thousands of connections that are idle.
    private const int DigitsOfATolerance = 6;
    private float _lossTolerance;
    private byte _rules;
    private ushort _name;

    private protected ConnectionStatus(int slot, Surroundings surroundings, int incomingSessionId, int outgoingSessionId)
    {
        Slot = slot;
        _surroundings = surroundings;
        _terms = ConnectionTerms.Unknown(incomingSessionId, outgoingSessionId);
        _outbox = Outbox.Create(takesTurns: surroundings.CongestionControl != ENetCongestionControl.Native);
        _receiver = Receiver.Create();
        _path.MtuBytes = surroundings.MtuBytes;
        _path.Recovery.Reset(surroundings.ShowsWholeMs);
        _path.Recovery.Timeouts.GivesUpLivePeers = surroundings.GivesUpLivePeers;
        PingIntervalMs = ProtocolConstants.DefaultPingIntervalMs;
        CongestionControl = surroundings.CongestionControl;
        LossTolerance = surroundings.LossTolerance;
    }

    /// <summary>Our own state; <see cref="State"/> hides the moment between a "disconnect now" and its datagram.</summary>
    public ENetPeerState Phase { get; internal set; }

    /// <summary>Some acknowledgements are all that it would send now.</summary>
    public bool OwesAcknowledgementsOnly => Phase == ENetPeerState.Connected && !_outbox.HasQueued && _acknowledgements.Count is > 0 and <= MostHeld;

    /// <summary>The connection is over as soon as what is queued has been written once.</summary>
    public bool IsLeavingAtOnce { get; private protected set; }

    /// <summary>Successor in the queue of connections that have something for the application.</summary>
    public Connection? NextQueued { get; set; }

    /// <summary>Predecessor in that queue.</summary>
    public Connection? PreviousQueued { get; set; }

    /// <summary>The connection stands in that queue.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Its host counts it among the connections of its address.</summary>
    public bool IsCounted { get; set; }

    /// <summary>When the bandwidth run last gave it a throttle of its own.</summary>
    public long OutgoingShareUs { get; set; } = ProtocolTime.Unset;

    /// <summary>The connection as the bandwidth run sees it: open, and not about to leave.</summary>
    public bool TakesPartInBandwidth => ConnectionPhases.IsConnected(Phase) && !IsLeavingAtOnce;

    /// <summary>The longest packet that can be sent: what the host allows, and no more fragments than any receiver can put together.</summary>
    // Requirement: FRG-007
    public int MaximumPacketBytes =>
        (int)Math.Min(_surroundings.Reception.MaximumPacketBytes, FragmentSender.LongestPacket(FragmentBytes, _surroundings.Sending.Ledger.QueueLimit));

    /// <summary>Bytes queued in this round of the bandwidth run.</summary>
    public long QueuedInRound => _outbox.Total.Of(_surroundings.Sending.BandwidthRound);

    /// <summary>The interval counts from the last acknowledgement; the side that was called leaves the asking to the other as long as that does it.</summary>
    // Requirement: REL-050, REL-051, REL-054, DEV-071
    private protected long NextPingUs
    {
        get
        {
            // Requirement: CGC-031, DEV-082
            if (_path.Recovery.Controller is { IsUnmeasured: true }) return _path.Recovery.LastAcknowledgedUs + Math.Min((long)PingIntervalMs * ProtocolTime.UsPerMs, CongestionController.MeasuringIntervalUs);
            long lastUs = _path.Recovery.HasMeasured ? _path.Recovery.LastAcknowledgedUs : _surroundings.OriginUs;
            bool leavesItToTheOther = WasAccepted && PacketThrottle >= PacketThrottleLimit && !_surroundings.BothEndsPing;
            return leavesItToTheOther ? _remotePings.NextOwnUs(lastUs, PingIntervalMs, _outbox.SentPackets) : lastUs + ((long)PingIntervalMs * ProtocolTime.UsPerMs);
        }
    }

    // Handshakes, goodbyes at once, and whoever is to send as native does wait for no turn.
    private protected bool MayUseLine =>
        CongestionControl == ENetCongestionControl.Native || IsLeavingAtOnce || !ConnectionPhases.IsConnected(Phase) || _surroundings.Sending.Line.TryPass();

    // What a fragment may carry, and with it the longest packet that needs no cutting.
    // Requirement: FRG-001
    private protected int FragmentBytes => MtuBytes - ProtocolConstants.HeaderBytes - CommandLayout.SendFragmentBytes - _surroundings.Sending.ChecksumBytes;

    /// <summary>The slot, 0 to 4,094.</summary>
    public int Slot { get; }

    /// <summary>The peer id that the other end puts into its datagrams, 0 to 4,094 (<c>incomingPeerID</c>).</summary>
    public int Name
    {
        get => _name;
        init => _name = (ushort)value;
    }

    /// <summary>Which connection of its slot it is: a higher number is a newer one.</summary>
    public int Turn { get; init; }

    /// <summary>Where in its life the peer is (<c>state</c>).</summary>
    public ENetPeerState State => IsLeavingAtOnce ? ENetPeerState.Disconnected : Phase;

    /// <summary>The other end (<c>address</c>).</summary>
    public ENetAddress Address => _path.Address;

    /// <summary>The number of the address of ours that datagrams leave from; 0 leaves it to the system.</summary>
    public byte Local => _path.Local;

    /// <summary>The peer id that the other end chose for us; 4,095 while it is not known (<c>outgoingPeerID</c>).</summary>
    public int OutgoingPeerId => _terms.OutgoingPeerId;

    /// <summary>Session bits expected in what arrives, 0 to 3; 255 before the first connection (<c>incomingSessionID</c>).</summary>
    // Requirement: HSK-005
    public int IncomingSessionId => _terms.IncomingSessionId;

    /// <summary>Session bits put into what is sent, 0 to 3; 255 before the first connection (<c>outgoingSessionID</c>).</summary>
    // Requirement: HSK-005
    public int OutgoingSessionId => _terms.OutgoingSessionId;

    /// <summary>Random id of the connection (<c>connectID</c>).</summary>
    public uint ConnectId => _terms.ConnectId;

    /// <summary>True for a goodbye that is none to this attempt, which still waits for its answer: one that is to be acknowledged is to somebody who is connected, and a refusal says of which attempt it is.</summary>
    private protected bool IsGoodbyeToAnother(in CommandHeader goodbye) =>
        Phase == ENetPeerState.Connecting && !_surroundings.AnyGoodbyeEndsAttempt && (goodbye.WantsAcknowledgement || Handshake.RefusesAnother(goodbye.ReliableSequence, ConnectId));

    /// <summary>True when the other end has asked for it, and later than that one of those that have asked.</summary>
    public bool WasAskedAfter(uint asked) => WasAccepted && (int)(_terms.Asked - asked) > 0;

    /// <summary>Channels the connection has (<c>channelCount</c>).</summary>
    public int ChannelCount => _terms.ChannelCount;

    /// <summary>Largest datagram of new data, in bytes: what both ends agreed on, or less where the path was found to take less (<c>mtu</c>).</summary>
    public int MtuBytes => _path.Recovery.Controller?.PathMtu.Bytes ?? _path.MtuBytes;

    /// <summary>Largest datagram that both ends agreed on, in bytes.</summary>
    public int AgreedMtuBytes => _path.MtuBytes;

    /// <summary>Reliable bytes that may be in transit (<c>windowSize</c>).</summary>
    public uint WindowBytes => _terms.WindowBytes;

    /// <summary>Bytes per second the other end can take; 0 is unlimited (<c>incomingBandwidth</c>).</summary>
    public uint IncomingBandwidth => _terms.IncomingBandwidth;

    /// <summary>Bytes per second the other end may send; 0 is unlimited (<c>outgoingBandwidth</c>).</summary>
    public uint OutgoingBandwidth => _terms.OutgoingBandwidth;

    /// <summary>Smoothed round-trip time in microseconds; half a second before the first measurement (<c>roundTripTime</c>).</summary>
    public long RoundTripTimeUs => _path.Recovery.RoundTrip.ShownMeanUs;

    /// <summary>Smoothed variance of the round-trip time in microseconds (<c>roundTripTimeVariance</c>).</summary>
    public long RoundTripTimeVarianceUs => _path.Recovery.RoundTrip.ShownVarianceUs;

    /// <summary><see cref="RoundTripTimeUs"/> in the milliseconds that native shows, at least one.</summary>
    public uint RoundTripTimeMs => Math.Max(RoundTripEstimator.Rounded(RoundTripTimeUs), 1);

    /// <summary><see cref="RoundTripTimeVarianceUs"/> in the milliseconds that native shows.</summary>
    public uint RoundTripTimeVarianceMs => RoundTripEstimator.Rounded(RoundTripTimeVarianceUs);

    /// <summary>Lowest round-trip time of the last throttle epoch, ms (<c>lastRoundTripTime</c>).</summary>
    public uint LastRoundTripTimeMs => _path.Recovery.RoundTrip.LastEpochMs;

    /// <summary>Highest variance of the last throttle epoch, ms (<c>lastRoundTripTimeVariance</c>).</summary>
    public uint LastRoundTripTimeVarianceMs => _path.Recovery.RoundTrip.LastEpochVarianceMs;

    /// <summary>Lowest round-trip time of the running throttle epoch, ms (<c>lowestRoundTripTime</c>).</summary>
    public uint LowestRoundTripTimeMs => _path.Recovery.RoundTrip.LowestMs;

    /// <summary>Highest variance of the running throttle epoch, ms (<c>highestRoundTripTimeVariance</c>).</summary>
    public uint HighestRoundTripTimeVarianceMs => _path.Recovery.RoundTrip.HighestVarianceMs;

    /// <summary>Share of the unreliable packets that is sent, of 32 (<c>packetThrottle</c>).</summary>
    public uint PacketThrottle => _path.Recovery.Throttle.Value;

    /// <summary>Upper bound of <see cref="PacketThrottle"/> (<c>packetThrottleLimit</c>).</summary>
    public uint PacketThrottleLimit => _path.Recovery.Throttle.Limit;

    /// <summary>Place in the drop cycle, 0 to 31 (<c>packetThrottleCounter</c>).</summary>
    public uint PacketThrottleCounter => _path.Recovery.Throttle.Counter;

    /// <summary>Start of the running throttle epoch, ms of the host's clock (<c>packetThrottleEpoch</c>).</summary>
    public long PacketThrottleEpochMs => _path.Recovery.Throttle.EpochUs == ProtocolTime.Unset ? 0 : ProtocolTime.ToMs(_path.Recovery.Throttle.EpochUs);

    /// <summary>Step up of the throttle (<c>packetThrottleAcceleration</c>).</summary>
    public uint PacketThrottleAcceleration => _path.Recovery.Throttle.Acceleration;

    /// <summary>Step down of the throttle (<c>packetThrottleDeceleration</c>).</summary>
    public uint PacketThrottleDeceleration => _path.Recovery.Throttle.Deceleration;

    /// <summary>Length of a throttle epoch, ms (<c>packetThrottleInterval</c>).</summary>
    public uint PacketThrottleIntervalMs => _path.Recovery.Throttle.IntervalMs;

    /// <summary>Smoothed share of lost commands, of 65,536 (<c>packetLoss</c>).</summary>
    public uint PacketLoss => _path.Recovery.Losses.Loss;

    /// <summary>Variance of <see cref="PacketLoss"/> (<c>packetLossVariance</c>).</summary>
    public uint PacketLossVariance => _path.Recovery.Losses.Variance;

    /// <summary>Start of the running loss interval, ms of the host's clock (<c>packetLossEpoch</c>).</summary>
    public long PacketLossEpochMs => ProtocolTime.ToMs(_path.Recovery.Losses.EpochUs);

    /// <summary>Commands sent in the running loss interval (<c>packetsSent</c>).</summary>
    public uint PacketsSent => _path.Recovery.Losses.Sent;

    /// <summary>Commands lost in the running loss interval (<c>packetsLost</c>).</summary>
    public uint PacketsLost => _path.Recovery.Losses.Lost;

    /// <summary>By which rules it sends.</summary>
    public ENetCongestionControl CongestionControl
    {
        get => (ENetCongestionControl)_rules;
        private protected set => _rules = (byte)value;
    }

    /// <summary>What share of the datagrams the line may lose in each direction of itself.</summary>
    public double LossTolerance
    {
        get => Math.Round(_lossTolerance, DigitsOfATolerance);
        private protected set => _lossTolerance = (float)value;
    }

    /// <summary>Interval of pings, ms (<c>pingInterval</c>).</summary>
    public uint PingIntervalMs { get; private protected set; }

    /// <summary>Power-of-two limit of attempts (<c>timeoutLimit</c>).</summary>
    public uint TimeoutLimit => _path.Recovery.Timeouts.Limit;

    /// <summary>A peer whose datagrams arrive has the whole of <see cref="TimeoutMaximumMs"/>.</summary>
    public bool KeepsLivePeer => !_path.Recovery.Timeouts.GivesUpLivePeers;

    /// <summary>Lower bound of the time-out, ms (<c>timeoutMinimum</c>).</summary>
    public uint TimeoutMinimumMs => _path.Recovery.Timeouts.MinimumMs;

    /// <summary>Upper bound of the time-out, ms (<c>timeoutMaximum</c>).</summary>
    public uint TimeoutMaximumMs => _path.Recovery.Timeouts.MaximumMs;

    /// <summary>Reliable payload bytes sent and not acknowledged (<c>reliableDataInTransit</c>).</summary>
    public long ReliableBytesInTransit => _path.Recovery.BytesInFlight;

    /// <summary>Received payload bytes that the application has not taken (<c>totalWaitingData</c>).</summary>
    public long WaitingBytes => _receiver.Inbox.WaitingBytes;

    /// <summary>Bytes that are held to be sent or acknowledged, overhead included.</summary>
    public long OutgoingBytes => _outbox.Account.Used;

    /// <summary>True when so many bytes more could be queued.</summary>
    public bool HasRoomFor(long bytes) => _surroundings.Sending.Ledger.MayGrow(_outbox.Account, bytes, bytes, Claim.Queue);

    /// <summary>True while something is queued or unacknowledged (<c>enet_peer_has_outgoing_commands</c>).</summary>
    public bool HasOutgoingCommands => _outbox.HasCommands;

    /// <summary>The number that came with the connection, or that goes with its end (<c>eventData</c>).</summary>
    public uint EventData { get; private protected set; }

    /// <summary>Datagrams written for this connection.</summary>
    public long SentDatagrams => _path.Traffic.SentDatagrams;

    /// <summary>Bytes of the datagrams written for this connection, ENet's headers included.</summary>
    public long SentBytes => _path.Traffic.SentBytes;

    /// <summary>Datagrams of this connection that were read; those that were dropped before their first command are not among them.</summary>
    public long ReceivedDatagrams => _path.Traffic.ReceivedDatagrams;

    /// <summary>Bytes of the datagrams of this connection that were read, as they came over the network.</summary>
    public long ReceivedBytes => _path.Traffic.ReceivedBytes;

    /// <summary>Packets queued by the application.</summary>
    public long SentPackets => _outbox.SentPackets;

    /// <summary>Packets given to the application.</summary>
    public long ReceivedPackets => _receiver.DeliveredPackets;

    /// <summary>Reliable commands that were sent again because no acknowledgement came in time.</summary>
    public long Retransmissions => _outbox.Retransmissions;

    /// <summary>Reliable commands that counted as lost because of what was acknowledged behind them.</summary>
    public long LostCommands => _outbox.Lost;

    /// <summary>Reliable commands that were sent again to ask for an answer.</summary>
    public long ProbedCommands => _outbox.Probes;

    /// <summary>Repetitions that were not needed.</summary>
    public long SpuriousRetransmissions => _outbox.Spurious;

    /// <summary>Reliable payload bytes that may be under way.</summary>
    public long CongestionWindowBytes => _path.Recovery.Controller?.WindowBytes ?? _path.Recovery.WindowBytes(WindowBytes, _path.MtuBytes, 0);

    /// <summary>Bytes per second at which reliable data leaves; 0 is as fast as it goes.</summary>
    public long PacingRate => _path.Recovery.Controller?.PacingRate ?? 0;

    /// <summary>The shortest round trip that counts, microseconds; 0 before the first measurement. Native's rules know that of an interval of the throttle, smoothed, in milliseconds.</summary>
    // Requirement: CGC-065
    public long LowestRoundTripUs
    {
        get
        {
            if (_path.Recovery.Controller is { LowestRoundTripUs: > 0 } controller) return controller.LowestRoundTripUs;
            return _path.Recovery.RoundTrip.HasStarted ? (long)Math.Min(LowestRoundTripTimeMs, LastRoundTripTimeMs) * ProtocolTime.UsPerMs : 0;
        }
    }

    /// <summary>What the sender is at.</summary>
    public ENetCongestionState CongestionStateAt(long nowUs) => _path.Recovery.Controller?.StateAt(nowUs) ?? ENetCongestionState.Native;

    /// <summary>Packets that were not sent because they were late.</summary>
    public long ExpiredPackets => _outbox.Wishes?.ExpiredPackets ?? 0;

    /// <summary>Packets that were not sent because a newer one replaced them.</summary>
    public long SupersededPackets => _outbox.Wishes?.SupersededPackets ?? 0;

    /// <summary>Small reliable commands that were sent once more before they could be missed.</summary>
    public long Copies => _outbox.Wishes?.Copies ?? 0;

    /// <summary>Unreliable packets that the packet throttle dropped before sending.</summary>
    public long ThrottledPackets => _outbox.ThrottledPackets;

    /// <summary>For the layer above: its own object for this connection.</summary>
    public object? Owner { get; set; }

    /// <summary>Why the connection ended, once it has.</summary>
    public ENetDisconnectReason EndReason { get; private protected set; }

    /// <summary>The application has been told of the connection, and will be told of its end.</summary>
    public bool IsEstablished { get; private protected set; }

    /// <summary>The other side asked for the connection.</summary>
    public bool WasAccepted { get; private protected set; }

    /// <summary>
    /// A datagram that was taken came to this address of ours: what we send leaves from there. It may change while the connection lasts, and whoever can make a datagram that is taken
    /// could end the connection as well. What came to no address that we know changes nothing.
    /// </summary>
    // Requirement: ADM-016
    public void AnswerFrom(byte local)
    {
        if (local != 0) _path.Local = local;
    }

    /// <summary>Where its datagrams came to does not count any more.</summary>
    public void ForgetLocal() => _path.Local = 0;

    /// <summary>Sets what share of the datagrams the line may lose of itself. What is over stays what it was.</summary>
    // Requirement: CGC-045
    public void SetLossTolerance(double tolerance)
    {
        if (Phase == ENetPeerState.Disconnected) return;
        LossTolerance = tolerance;
        _path.Recovery.Controller?.Model?.Tolerate(tolerance);
    }

    /// <summary>Counts what the connection holds besides commands and their payloads, for tests.</summary>
    internal void Measure(ref MemoryMeasure measure)
    {
        measure.TableBytes += _acknowledgements.SizeBytes;
        if (_path.Recovery.Controller is { } controller) measure.ObjectBytes += CongestionController.ObjectBytes + (controller.Model is null ? 0 : LineModel.ObjectBytes);
        _outbox.Measure(ref measure);
        _receiver.Measure(ref measure);
    }

    /// <summary>The receiving side, for tests.</summary>
    internal ref Receiver Receiver => ref _receiver;

    /// <summary>The sending side, for tests.</summary>
    internal ref Outbox Outbox => ref _outbox;

    /// <summary>What was learned of the path, for tests.</summary>
    internal ref LossRecovery Recovery => ref _path.Recovery;
}
