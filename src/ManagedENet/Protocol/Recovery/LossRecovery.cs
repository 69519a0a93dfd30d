using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// What a sender has learned of one path, and what is under way on it: round trips, losses, the throttle, the bytes in flight and the retransmission timer. It knows
/// entries with bytes and times, not what they carry.
/// </summary>
internal struct LossRecovery
{
    /// <summary>Longer round trips, some 18 minutes, count as this one: its sums fit into 32 bits.</summary>
    public const int LongestSampleUs = 1 << 30;

    public RoundTripEstimator RoundTrip;
    public PacketThrottle Throttle;
    public LossStatistic Losses;
    public TimeoutLimits Timeouts;

    /// <summary>What goes by other rules than native's; null where native's hold.</summary>
    public CongestionController? Controller;

    /// <summary>Reliable payload bytes sent and not acknowledged.</summary>
    public long BytesInFlight;

    /// <summary>When the oldest entry in flight is due again.</summary>
    public long NextTimeoutUs;

    /// <summary>Sent time of the oldest entry that has timed out since the last acknowledgement, or <see cref="ProtocolTime.Unset"/>.</summary>
    public long EarliestTimeoutUs;

    /// <summary>When the last acknowledgement arrived, or <see cref="ProtocolTime.Unset"/>.</summary>
    public long LastAcknowledgedUs;

    /// <summary>When the last datagram came, whatever was in it.</summary>
    public long LastReceivedUs;

    /// <summary>True once an acknowledgement has arrived.</summary>
    public readonly bool HasMeasured => LastAcknowledgedUs != ProtocolTime.Unset;

    /// <summary>Back to the start of a connection.</summary>
    /// <param name="showsWholeMs">Native's way: what is shown of round trips is smoothed in whole milliseconds.</param>
    public void Reset(bool showsWholeMs)
    {
        RoundTrip.Reset(showsWholeMs);
        Throttle.Reset();
        Losses = default;
        Timeouts = TimeoutLimits.Default;
        BytesInFlight = 0;
        NextTimeoutUs = 0;
        EarliestTimeoutUs = ProtocolTime.Unset;
        LastAcknowledgedUs = ProtocolTime.Unset;
        LastReceivedUs = ProtocolTime.Unset;
    }

    /// <summary>Bytes that may be in flight: what both ends agreed on, narrowed by the throttle; one datagram's worth always may.</summary>
    // Requirement: FLW-010, FLW-013
    public readonly long WindowBytes(uint agreedBytes, int mtuBytes, long nowUs) => Controller is null
        ? Math.Max((long)Throttle.Value * agreedBytes / Wire.ProtocolConstants.ThrottleScale, mtuBytes)
        : Controller.WindowFor(BytesInFlight, nowUs, RoundTrip);

    /// <summary>When the next datagram may leave that waits for its turn; <see cref="ProtocolTime.Never"/> when none does.</summary>
    public readonly long HeldUntilUs => Controller is { IsHeld: true } ? Controller.OpensAtUs : ProtocolTime.Never;

    /// <summary>How long a command that is sent now is waited for, microseconds.</summary>
    // Requirement: REL-030
    public readonly uint WaitUs => Controller is null ? (uint)Math.Min(RoundTrip.RetransmitAfterUs, Timeouts.MaximumUs) : Controller.ProbeAfterUs(RoundTrip);

    /// <summary>What a command remembers of the moment in which it is sent: native's time-out limit, or the number of its datagram.</summary>
    public readonly uint Mark => Controller is null ? Timeouts.Limit : Controller.Number;

    /// <summary>An entry leaves: the timer is started when nothing else is under way.</summary>
    public void OnSent(long nowUs, int bytes, long retransmitAfterUs, bool isOnlyOne)
    {
        if (isOnlyOne) NextTimeoutUs = nowUs + retransmitAfterUs;
        BytesInFlight += bytes;
    }

    /// <summary>An acknowledgement came back of what was sent then. Of what was sent before the end of a pause it tells no round trip: it may have waited for us.</summary>
    // Requirement: REL-011, REL-019, DEV-074
    public void OnAcknowledgedSince(long nowUs, long sentUs, long pauseEndUs)
    {
        if (sentUs < pauseEndUs) OnAcknowledgedUnmeasured(nowUs);
        else OnAcknowledged(nowUs, (uint)Math.Min(nowUs - sentUs, LongestSampleUs));
    }

    /// <summary>An acknowledgement came back after so long, at most <see cref="LongestSampleUs"/>.</summary>
    // Requirement: REL-011
    public void OnAcknowledged(long nowUs, uint roundTripUs)
    {
        uint roundTripMs = Math.Max(roundTripUs / ProtocolTime.UsPerMs, 1);
        if (RoundTrip.HasStarted)
        {
            // Requirement: FLW-021
            Throttle.Adapt(roundTripMs, RoundTrip);
            RoundTrip.Add(roundTripMs, roundTripUs);
        }
        else
        {
            RoundTrip.Start(roundTripMs, roundTripUs);
        }

        // Requirement: REL-015
        if (Throttle.TryEndEpoch(nowUs)) RoundTrip.EndEpoch();
        OnAcknowledgedUnmeasured(nowUs);
    }

    /// <summary>Takes a round trip, apart from native's throttle.</summary>
    public void Measure(long nowUs, uint roundTripUs)
    {
        uint roundTripMs = Math.Max(roundTripUs / ProtocolTime.UsPerMs, 1);
        if (RoundTrip.HasStarted) RoundTrip.Add(roundTripMs, roundTripUs);
        else RoundTrip.Start(roundTripMs, roundTripUs);
        if (Throttle.TryEndEpoch(nowUs)) RoundTrip.EndEpoch();
    }

    /// <summary>An acknowledgement came back that tells nothing about the round trip: it may have waited while nobody looked at the network.</summary>
    // Requirement: REL-016, REL-019, REL-035
    public void OnAcknowledgedUnmeasured(long nowUs)
    {
        LastAcknowledgedUs = nowUs;
        EarliestTimeoutUs = ProtocolTime.Unset;
    }

    /// <summary>An entry was not acknowledged in time and is under way no more.</summary>
    // Requirement: REL-061
    public void OnTimeout(int bytes)
    {
        Losses.Lost++;
        BytesInFlight -= bytes;
    }

    /// <summary>How long nothing has been acknowledged although something should have been, now that an entry sent at this time is overdue as well.</summary>
    // Requirement: REL-033
    public long NoteOverdue(long nowUs, long sentTimeUs)
    {
        if (EarliestTimeoutUs == ProtocolTime.Unset || sentTimeUs < EarliestTimeoutUs) EarliestTimeoutUs = sentTimeUs;
        return nowUs - EarliestTimeoutUs;
    }

    /// <summary>True while datagrams come from the other end, and that counts: it is there, and what is missing are our datagrams or its acknowledgements.</summary>
    // Requirement: REL-037, REL-038
    public readonly bool IsRemoteAlive(long nowUs) => !Timeouts.GivesUpLivePeers && LastReceivedUs != ProtocolTime.Unset && nowUs - LastReceivedUs < Timeouts.MinimumUs;
}
