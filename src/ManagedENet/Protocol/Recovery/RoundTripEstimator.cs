using System;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// Round-trip time and its variance, smoothed with native's integer arithmetic: a difference below 8 ms never moves the mean, one below 4 ms never the
/// variance. Time-outs and the packet throttle go by these, because what they leave out is the room that acknowledgements need to be a little late. What is shown is
/// smoothed by the same rule with fractions, and comes to the truth. Beside them, what the last epoch of the packet throttle measured.
/// </summary>
internal struct RoundTripEstimator
{
    /// <summary>Bits behind the point with which what is shown comes to the truth.</summary>
    public const int FractionBits = 8;

    private byte _fractionBits;
    private long _shownMean;
    private long _shownVariance;

    /// <summary>True once there was a measurement.</summary>
    public bool HasStarted { get; private set; }

    public uint MeanMs { get; private set; }

    public uint VarianceMs { get; private set; }

    /// <summary>The mean as it is shown.</summary>
    // Requirement: REL-020, DEV-043
    public readonly uint ShownMeanMs => Rounded(_shownMean);

    /// <summary>The variance as it is shown.</summary>
    // Requirement: REL-020, DEV-043
    public readonly uint ShownVarianceMs => Rounded(_shownVariance);

    public uint LowestMs { get; private set; }

    public uint HighestVarianceMs { get; private set; }

    public uint LastEpochMs { get; private set; }

    public uint LastEpochVarianceMs { get; private set; }

    /// <summary>How long a command that is sent now waits for its acknowledgement.</summary>
    // Requirement: REL-030
    public readonly long RetransmitAfterMs => MeanMs + (4L * VarianceMs);

    /// <summary>Back to the start of a connection.</summary>
    /// <param name="fractionBits">Bits behind the point of what is shown; none is native's way.</param>
    // Requirement: REL-015
    public void Reset(int fractionBits)
    {
        this = default;
        _fractionBits = (byte)fractionBits;
        MeanMs = LowestMs = LastEpochMs = ProtocolConstants.DefaultRoundTripTimeMs;
        _shownMean = (long)MeanMs << fractionBits;
    }

    /// <summary>Takes the first measurement of a connection.</summary>
    // Requirement: REL-012
    public void Start(uint sampleMs)
    {
        HasStarted = true;
        MeanMs = sampleMs;
        VarianceMs = (sampleMs + 1) / 2;
        _shownMean = (long)sampleMs << _fractionBits;
        _shownVariance = (_shownMean + 1) / 2;
        TrackExtremes();
    }

    /// <summary>Takes a measurement.</summary>
    // Requirement: REL-013
    public void Add(uint sampleMs)
    {
        // Requirement: REL-020
        long distance = ((long)sampleMs << _fractionBits) - _shownMean;
        _shownVariance += (Math.Abs(distance) / 4) - (_shownVariance / 4);
        _shownMean += distance / 8;
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

    private readonly uint Rounded(long value) => (uint)((value + ((1L << _fractionBits) >> 1)) >> _fractionBits);

    // Requirement: REL-014
    private void TrackExtremes()
    {
        LowestMs = Math.Min(LowestMs, MeanMs);
        HighestVarianceMs = Math.Max(HighestVarianceMs, VarianceMs);
    }
}
