using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// Round-trip time and its variance, smoothed with native's integer arithmetic: a difference below 8 ms never moves the mean, one below 4 ms never the
/// variance. Beside them, what the last epoch of the packet throttle measured.
/// </summary>
internal struct RoundTripEstimator
{
    /// <summary>True once there was a measurement.</summary>
    public bool HasStarted { get; private set; }

    public uint MeanMs { get; private set; }

    public uint VarianceMs { get; private set; }

    public uint LowestMs { get; private set; }

    public uint HighestVarianceMs { get; private set; }

    public uint LastEpochMs { get; private set; }

    public uint LastEpochVarianceMs { get; private set; }

    /// <summary>How long a command that is sent now waits for its acknowledgement.</summary>
    // Requirement: REL-030
    public readonly long RetransmitAfterMs => MeanMs + (4L * VarianceMs);

    // Requirement: REL-015
    public void Reset()
    {
        this = default;
        MeanMs = LowestMs = LastEpochMs = ProtocolConstants.DefaultRoundTripTimeMs;
    }

    /// <summary>Takes the first measurement of a connection.</summary>
    // Requirement: REL-012
    public void Start(uint sampleMs)
    {
        HasStarted = true;
        MeanMs = sampleMs;
        VarianceMs = (sampleMs + 1) / 2;
        TrackExtremes();
    }

    /// <summary>Takes a measurement.</summary>
    // Requirement: REL-013
    public void Add(uint sampleMs)
    {
        VarianceMs -= VarianceMs / 4;
        if (sampleMs >= MeanMs)
        {
            uint difference = sampleMs - MeanMs;
            VarianceMs += difference / 4;
            MeanMs += difference / 8;
        }
        else
        {
            uint difference = MeanMs - sampleMs;
            VarianceMs += difference / 4;
            MeanMs -= difference / 8;
        }

        TrackExtremes();
    }

    /// <summary>Ends an epoch of the packet throttle: its extremes become what the next epoch is compared with.</summary>
    // Requirement: REL-015
    public void EndEpoch()
    {
        LastEpochMs = LowestMs;
        LastEpochVarianceMs = Math.Max(HighestVarianceMs, 1);
        LowestMs = MeanMs;
        HighestVarianceMs = VarianceMs;
    }

    // Requirement: REL-014
    private void TrackExtremes()
    {
        LowestMs = Math.Min(LowestMs, MeanMs);
        HighestVarianceMs = Math.Max(HighestVarianceMs, VarianceMs);
    }
}
