using System;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Native behaviour that ManagedENet replaces by default, one flag for each deviation that shows in a recorded conversation.
/// The conformance tests switch them on to show that everything else is equal to the byte. The names stand in protocol-spec/deviations.md.
/// </summary>
[Flags]
internal enum NativeQuirks
{
    None = 0,

    /// <summary>The four bytes of the checksum are not counted against the MTU.</summary>
    ChecksumOutsideMtu = 1 << 0,

    /// <summary>A VERIFY_CONNECT with a foreign connect id ends the attempt.</summary>
    ForeignVerifyEndsAttempt = 1 << 1,

    /// <summary>A DISCONNECT drops what was received and acknowledged but not yet taken.</summary>
    DisconnectDropsReceived = 1 << 2,

    /// <summary>A disconnect from the CONNECT event drops the pending acknowledgement of VERIFY_CONNECT.</summary>
    DisconnectDropsAcknowledgements = 1 << 3,

    /// <summary>An unsequenced packet dropped by the throttle takes the commands behind it along.</summary>
    ThrottleDropsFollowers = 1 << 4,

    /// <summary>A full reliable window of one channel stops the reliable data of all channels.</summary>
    WindowGateStopsAllChannels = 1 << 5,

    /// <summary>VERIFY_CONNECT answers with the client's MTU instead of the smaller one (1.3.17).</summary>
    VerifyEchoesClientMtu = 1 << 6,

    /// <summary>A fragment without data is acknowledged (1.3.17).</summary>
    EmptyFragmentIsAcknowledged = 1 << 7,

    /// <summary>CONNECT is repeated at intervals that double without end.</summary>
    ConnectBacksOff = 1 << 8,

    /// <summary>A client that leaves before its handshake is complete is not answered.</summary>
    HalfOpenGoodbyeIsUnanswered = 1 << 9,

    /// <summary>Only the sequence number of a fragment decides whether it is acknowledged, even when it was stored.</summary>
    StoredFragmentMayBeUnacknowledged = 1 << 10,

    /// <summary>Time-outs are judged before the socket is read, also after a long pause.</summary>
    JudgesBeforeReading = 1 << 11,

    /// <summary>Of the incomplete unreliable packets of a channel, only the newest two stay.</summary>
    TwoIncompletePacketsStay = 1 << 12,

    /// <summary>Commands with and without data wait in one queue (1.3.17), which shows in the order in which they are repeated.</summary>
    OneQueue = 1 << 13,

    /// <summary>The products of the bandwidth run wrap at 32 bits.</summary>
    BandwidthsWrap = 1 << 14,

    /// <summary>A command's time-out is measured by the limit that was set when it was first sent (1.3.17).</summary>
    TimeoutLimitOfFirstSending = 1 << 15,

    /// <summary>An idle peer is pinged although it pings by itself.</summary>
    BothEndsPing = 1 << 16,

    /// <summary>Time-outs double without end, and a peer is given up after the minimum although its datagrams arrive.</summary>
    GivesUpOnLivePeers = 1 << 17,

    /// <summary>What arrives while a connection leaves later is acknowledged and dropped.</summary>
    LeavingDropsReceived = 1 << 18,

    /// <summary>A CONNECT is let in although it names a peer id that no host can have.</summary>
    AdmitsImpossiblePeerId = 1 << 19,

    /// <summary>Session ids move on from one connection of a slot to the next, whatever other connections of the same end use.</summary>
    SessionsOfSlotOnly = 1 << 20,

    /// <summary>Throttle parameters that are set while a connection is asked for are sent at once, and the answer must repeat them.</summary>
    ThrottleWishEndsAttempt = 1 << 21,

    /// <summary>Whoever has said goodbye does not answer the other side's.</summary>
    CrossingGoodbyeIsUnanswered = 1 << 22,

    /// <summary>Limits and throttle parameters are told to connections that are about to leave.</summary>
    TellsLeavingPeers = 1 << 23,

    /// <summary>The round trips that are shown are smoothed in whole milliseconds.</summary>
    RoundTripInWholeMs = 1 << 24,

    /// <summary>Whoever asks for a connection has a slot, by whose number it is called, before it has proved its address.</summary>
    AdmitsUnproved = 1 << 25,

    /// <summary>Everything native 1.3.17 does.</summary>
    All = (1 << 26) - 1,
}
