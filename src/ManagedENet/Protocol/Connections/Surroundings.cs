using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Ordering;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;

namespace ManagedENet.Protocol.Connections;

/// <summary>What the connections of a host share: the time, memory, limits, policies, and where they say that they have something to do or to tell.</summary>
internal sealed class Surroundings
{
    public Surroundings(SendingContext sending, ReceptionContext reception, IConnectionOwner owner, int slots)
    {
        Sending = sending;
        Reception = reception;
        Owner = owner;
        Ready = new SlotSet(slots);
        Events = new EventQueue();
    }

    public SendingContext Sending { get; }

    public ReceptionContext Reception { get; }

    public IConnectionOwner Owner { get; }

    /// <summary>Slots whose connections have something to do in the next send pass.</summary>
    public SlotSet Ready { get; }

    /// <summary>What the application will be told.</summary>
    public EventQueue Events { get; }

    public HostCounters Counters => Sending.Counters;

    /// <summary>The time of the host, microseconds.</summary>
    public long NowUs => Sending.NowUs;

    /// <summary>The same in whole milliseconds.</summary>
    public long NowMs => Sending.NowMs;

    /// <summary>From when a ping interval counts before anything was acknowledged: zero as in native, or the start of a clock that starts below zero.</summary>
    public long OriginUs { get; init; }

    /// <summary>By which rules new connections send.</summary>
    public ENetCongestionControl CongestionControl { get; init; }

    /// <summary>What share of their datagrams lines may lose of themselves.</summary>
    public double LossTolerance { get; init; }

    /// <summary>The send pass that runs retransmits, and gives up who is over.</summary>
    public bool ChecksTimeouts { get; set; }

    /// <summary>Connections that are open.</summary>
    public int ConnectedCount { get; set; }

    /// <summary>Open connections whose other end has a limit.</summary>
    public int LimitedCount { get; set; }

    /// <summary>The bandwidth run is to tell everybody its limits.</summary>
    public bool MustAnnounceLimits { get; set; }

    /// <summary>Bytes per second this host can take; 0 is unlimited.</summary>
    public uint IncomingBandwidth { get; set; }

    /// <summary>Bytes per second this host may send; 0 is unlimited.</summary>
    public uint OutgoingBandwidth
    {
        get => Sending.Line.BytesPerSecond;
        set => Sending.Line.BytesPerSecond = value;
    }

    /// <summary>Largest datagram proposed to new connections, bytes.</summary>
    public int MtuBytes { get; set; }

    /// <summary>Most channels a new incoming connection gets.</summary>
    public int ChannelLimit { get; set; }

    /// <summary>Commands put into one datagram at most.</summary>
    public int CommandLimit { get; init; }

    /// <summary>Native's way: a VERIFY_CONNECT with a foreign connect id ends the attempt.</summary>
    public bool ForeignVerifyEndsAttempt { get; init; }

    /// <summary>An attempt that waits for its answer takes every goodbye for one to itself, as native does.</summary>
    public bool AnyGoodbyeEndsAttempt { get; init; }

    /// <summary>Native's way: a VERIFY_CONNECT must repeat the throttle parameters that are set by then, not those that were proposed.</summary>
    public bool ThrottleWishEndsAttempt { get; init; }

    /// <summary>Native's way: a DISCONNECT drops what was received and acknowledged but not yet taken.</summary>
    public bool DisconnectDropsReceived { get; init; }

    /// <summary>Native's way: a disconnect from the CONNECT event drops the pending acknowledgement of VERIFY_CONNECT.</summary>
    public bool DisconnectDropsAcknowledgements { get; init; }

    /// <summary>Native 1.3.17's way: VERIFY_CONNECT answers with the client's MTU instead of the smaller one.</summary>
    public bool VerifyEchoesClientMtu { get; init; }

    /// <summary>Native's way: a client that leaves before its handshake is complete is not answered.</summary>
    public bool HalfOpenGoodbyeIsUnanswered { get; init; }

    /// <summary>Native's way: limits and throttle parameters are told to connections that are about to leave, which puts their goodbye off.</summary>
    public bool TellsLeavingPeers { get; init; }

    /// <summary>Native's way: whoever has said goodbye does not answer the other side's.</summary>
    public bool CrossingGoodbyeIsUnanswered { get; init; }

    /// <summary>Native's way: only the number of a fragment decides whether it is acknowledged, even when it was stored.</summary>
    public bool StoredFragmentMayBeUnacknowledged { get; init; }

    /// <summary>Native's way: the round trips that are shown are smoothed in whole milliseconds.</summary>
    public bool ShowsWholeMs { get; init; }

    /// <summary>Native's way: an acknowledgement of CONNECT ends the asking, although no VERIFY_CONNECT came.</summary>
    public bool ConnectMayBeAcknowledged { get; init; }

    /// <summary>The number by which hosts say that they are full.</summary>
    public uint FullData { get; init; }

    /// <summary>As in native: that its datagrams arrive keeps nobody who acknowledges nothing.</summary>
    public bool GivesUpLivePeers { get; init; }

    /// <summary>Native's way: an idle peer is pinged although it pings by itself.</summary>
    public bool BothEndsPing { get; init; }

    /// <summary>What it means that somebody was told so instead of being let in.</summary>
    // Requirement: ADM-007
    public ENetDisconnectReason ReasonOfRefusal(uint data) => data != 0 && data == FullData ? ENetDisconnectReason.HostFull : ENetDisconnectReason.Rejected;
}
