namespace ManagedENet.Protocol.Peers;

/// <summary>What an application may read of a peer, under the names of native's fields.</summary>
public sealed partial class PeerCore
{
    /// <summary>The slot, 0 to 4,094; this is the peer id that the other end puts into its datagrams (<c>incomingPeerID</c>).</summary>
    public int Slot { get; }

    /// <summary>Where in its life the peer is (<c>state</c>).</summary>
    public ENetPeerState State => IsLeavingAtOnce ? ENetPeerState.Disconnected : Phase;

    /// <summary>The other end (<c>address</c>).</summary>
    public ENetAddress Address { get; internal set; }

    /// <summary>The peer id that the other end chose for us; 4,095 while it is not known (<c>outgoingPeerID</c>).</summary>
    public int OutgoingPeerId { get; internal set; }

    /// <summary>Session bits expected in what arrives, 0 to 3; 255 before the first connection (<c>incomingSessionID</c>).</summary>
    // Requirement: HSK-005
    public int IncomingSessionId { get; internal set; } = NoSession;

    /// <summary>Session bits put into what is sent, 0 to 3; 255 before the first connection (<c>outgoingSessionID</c>).</summary>
    // Requirement: HSK-005
    public int OutgoingSessionId { get; internal set; } = NoSession;

    /// <summary>Random id of the connection (<c>connectID</c>).</summary>
    public uint ConnectId { get; internal set; }

    /// <summary>Channels the connection has (<c>channelCount</c>).</summary>
    public int ChannelCount { get; internal set; }

    /// <summary>Largest datagram, in bytes (<c>mtu</c>).</summary>
    public int MtuBytes { get; internal set; }

    /// <summary>Reliable bytes that may be in transit (<c>windowSize</c>).</summary>
    public uint WindowBytes { get; internal set; }

    /// <summary>Bytes per second the other end can take; 0 is unlimited (<c>incomingBandwidth</c>).</summary>
    public uint IncomingBandwidth { get; internal set; }

    /// <summary>Bytes per second the other end may send; 0 is unlimited (<c>outgoingBandwidth</c>).</summary>
    public uint OutgoingBandwidth { get; internal set; }

    /// <summary>Smoothed round-trip time in ms; 500 before the first measurement (<c>roundTripTime</c>).</summary>
    public uint RoundTripTimeMs => RoundTrip.MeanMs;

    /// <summary>Smoothed variance of the round-trip time in ms (<c>roundTripTimeVariance</c>).</summary>
    public uint RoundTripTimeVarianceMs => RoundTrip.VarianceMs;

    /// <summary>Lowest round-trip time of the last throttle epoch, ms (<c>lastRoundTripTime</c>).</summary>
    public uint LastRoundTripTimeMs => RoundTrip.LastEpochMs;

    /// <summary>Highest variance of the last throttle epoch, ms (<c>lastRoundTripTimeVariance</c>).</summary>
    public uint LastRoundTripTimeVarianceMs => RoundTrip.LastEpochVarianceMs;

    /// <summary>Lowest round-trip time of the running throttle epoch, ms (<c>lowestRoundTripTime</c>).</summary>
    public uint LowestRoundTripTimeMs => RoundTrip.LowestMs;

    /// <summary>Highest variance of the running throttle epoch, ms (<c>highestRoundTripTimeVariance</c>).</summary>
    public uint HighestRoundTripTimeVarianceMs => RoundTrip.HighestVarianceMs;

    /// <summary>Share of the unreliable packets that is sent, of 32 (<c>packetThrottle</c>).</summary>
    public uint PacketThrottle => Throttle.Value;

    /// <summary>Upper bound of <see cref="PacketThrottle"/> (<c>packetThrottleLimit</c>).</summary>
    public uint PacketThrottleLimit => Throttle.Limit;

    /// <summary>Place in the drop cycle, 0 to 31 (<c>packetThrottleCounter</c>).</summary>
    public uint PacketThrottleCounter => Throttle.Counter;

    /// <summary>Start of the running throttle epoch, ms of the host's clock (<c>packetThrottleEpoch</c>).</summary>
    public long PacketThrottleEpochMs => Throttle.EpochMs;

    /// <summary>Step up of the throttle (<c>packetThrottleAcceleration</c>).</summary>
    public uint PacketThrottleAcceleration => Throttle.Acceleration;

    /// <summary>Step down of the throttle (<c>packetThrottleDeceleration</c>).</summary>
    public uint PacketThrottleDeceleration => Throttle.Deceleration;

    /// <summary>Length of a throttle epoch, ms (<c>packetThrottleInterval</c>).</summary>
    public uint PacketThrottleIntervalMs => Throttle.IntervalMs;

    /// <summary>Smoothed share of lost commands, of 65,536 (<c>packetLoss</c>).</summary>
    public uint PacketLoss => Losses.Loss;

    /// <summary>Variance of <see cref="PacketLoss"/> (<c>packetLossVariance</c>).</summary>
    public uint PacketLossVariance => Losses.Variance;

    /// <summary>Start of the running loss interval, ms of the host's clock (<c>packetLossEpoch</c>).</summary>
    public long PacketLossEpochMs => Losses.EpochMs;

    /// <summary>Commands sent in the running loss interval (<c>packetsSent</c>).</summary>
    public uint PacketsSent => Losses.Sent;

    /// <summary>Commands lost in the running loss interval (<c>packetsLost</c>).</summary>
    public uint PacketsLost => Losses.Lost;

    /// <summary>Interval of pings, ms (<c>pingInterval</c>).</summary>
    public uint PingIntervalMs => Liveness.PingIntervalMs;

    /// <summary>Power-of-two limit of attempts (<c>timeoutLimit</c>).</summary>
    public uint TimeoutLimit => Liveness.TimeoutLimit;

    /// <summary>Lower bound of the time-out, ms (<c>timeoutMinimum</c>).</summary>
    public uint TimeoutMinimumMs => Liveness.TimeoutMinimumMs;

    /// <summary>Upper bound of the time-out, ms (<c>timeoutMaximum</c>).</summary>
    public uint TimeoutMaximumMs => Liveness.TimeoutMaximumMs;

    /// <summary>Reliable payload bytes sent and not acknowledged (<c>reliableDataInTransit</c>).</summary>
    public long ReliableBytesInTransit { get; internal set; }

    /// <summary>Received payload bytes that the application has not taken (<c>totalWaitingData</c>).</summary>
    public long WaitingBytes => Inbox.WaitingBytes;

    /// <summary>True while something is queued or unacknowledged (<c>enet_peer_has_outgoing_commands</c>).</summary>
    public bool HasOutgoingCommands => HasQueuedCommands || !InFlight.IsEmpty;

    /// <summary>The number that came with the connection, or that goes with its end (<c>eventData</c>).</summary>
    public uint EventData { get; internal set; }

    /// <summary>Datagrams written for this connection. It and the numbers below stay readable until the slot is taken again.</summary>
    public long SentDatagrams => Traffic.SentDatagrams;

    /// <summary>Bytes of the datagrams written for this connection, ENet's headers included.</summary>
    public long SentBytes => Traffic.SentBytes;

    /// <summary>Datagrams of this connection that were read; those that were dropped before their first command are not among them.</summary>
    public long ReceivedDatagrams => Traffic.ReceivedDatagrams;

    /// <summary>Bytes of the datagrams of this connection that were read, as they came over the network.</summary>
    public long ReceivedBytes => Traffic.ReceivedBytes;

    /// <summary>Packets queued by the application.</summary>
    public long SentPackets => Traffic.SentPackets;

    /// <summary>Packets given to the application.</summary>
    public long ReceivedPackets => Traffic.ReceivedPackets;

    /// <summary>Reliable commands that were sent again because no acknowledgement came in time.</summary>
    public long Retransmissions => Traffic.Retransmissions;

    /// <summary>Unreliable packets that the packet throttle dropped before sending.</summary>
    public long ThrottledPackets => Traffic.ThrottledPackets;

    /// <summary>For the layer above: its own object for this slot. Survives from one connection to the next, as native's <c>data</c> does.</summary>
    public object? Owner { get; set; }
}
