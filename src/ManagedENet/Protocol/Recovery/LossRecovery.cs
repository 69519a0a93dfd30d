using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// What a sender has learned of one path, and what is under way on it: round trips, losses, the throttle, the bytes in flight and the retransmission timer. It knows
/// entries with bytes and times, not what they carry.
/// </summary>
internal struct LossRecovery
{
    public RoundTripEstimator RoundTrip;
    public PacketThrottle Throttle;
    public LossStatistic Losses;
    public TimeoutLimits Timeouts;

    /// <summary>Reliable payload bytes sent and not acknowledged.</summary>
    public long BytesInFlight;

    /// <summary>When the oldest entry in flight is due again.</summary>
    public long NextTimeoutMs;

    /// <summary>Sent time of the oldest entry that has timed out since the last acknowledgement, or <see cref="ProtocolTime.Unset"/>.</summary>
    public long EarliestTimeoutMs;

    /// <summary>When the last acknowledgement arrived, or <see cref="ProtocolTime.Unset"/>.</summary>
    public long LastAcknowledgedMs;

    /// <summary>When the last datagram came, whatever was in it.</summary>
    public long LastReceivedMs;

    /// <summary>True once an acknowledgement has arrived.</summary>
    public readonly bool HasMeasured => LastAcknowledgedMs != ProtocolTime.Unset;

    /// <summary>Back to the start of a connection.</summary>
    /// <param name="fractionBits">Bits of a millisecond in the round trips that are shown.</param>
    public void Reset(int fractionBits)
    {
        RoundTrip.Reset(fractionBits);
        Throttle.Reset();
        Losses = default;
        Timeouts = TimeoutLimits.Default;
        BytesInFlight = 0;
        NextTimeoutMs = 0;
        EarliestTimeoutMs = ProtocolTime.Unset;
        LastAcknowledgedMs = ProtocolTime.Unset;
        LastReceivedMs = ProtocolTime.Unset;
    }

    /// <summary>Bytes that may be in flight: what both ends agreed on, narrowed by the throttle; one datagram's worth always may.</summary>
    // Requirement: FLW-010, FLW-013
    public readonly long WindowBytes(uint agreedBytes, int mtuBytes) => Math.Max((long)Throttle.Value * agreedBytes / Wire.ProtocolConstants.ThrottleScale, mtuBytes);

    /// <summary>An entry leaves: the timer is started when nothing else is under way.</summary>
    public void OnSent(long nowMs, int bytes, long retransmitAfterMs, bool isOnlyOne)
    {
        if (isOnlyOne) NextTimeoutMs = nowMs + retransmitAfterMs;
        BytesInFlight += bytes;
    }

    /// <summary>An acknowledgement came back after so long.</summary>
    public void OnAcknowledged(long nowMs, uint roundTripMs)
    {
        if (RoundTrip.HasStarted)
        {
            // Requirement: FLW-021
            Throttle.Adapt(roundTripMs, RoundTrip);
            RoundTrip.Add(roundTripMs);
        }
        else
        {
            RoundTrip.Start(roundTripMs);
        }

        // Requirement: REL-015
        if (Throttle.TryEndEpoch(nowMs)) RoundTrip.EndEpoch();
        OnAcknowledgedUnmeasured(nowMs);
    }

    /// <summary>An acknowledgement came back that tells nothing about the round trip: it may have waited while nobody looked at the network.</summary>
    // Requirement: REL-016, REL-019, REL-035
    public void OnAcknowledgedUnmeasured(long nowMs)
    {
        LastAcknowledgedMs = nowMs;
        EarliestTimeoutMs = ProtocolTime.Unset;
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
    public long NoteOverdue(long nowMs, long sentTimeMs)
    {
        if (EarliestTimeoutMs == ProtocolTime.Unset || sentTimeMs < EarliestTimeoutMs) EarliestTimeoutMs = sentTimeMs;
        return nowMs - EarliestTimeoutMs;
    }

    /// <summary>True while datagrams come from the other end: it is there, and what is missing are our datagrams or its acknowledgements.</summary>
    public readonly bool IsRemoteAlive(long nowMs) => LastReceivedMs != ProtocolTime.Unset && nowMs - LastReceivedMs < Timeouts.MinimumMs;
}
