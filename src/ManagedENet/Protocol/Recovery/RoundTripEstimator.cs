using System;
using System.Runtime.CompilerServices;
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

    // Over two hours; with its fraction it still fits into 31 bits.
    private const uint LongestShownMs = 8_000_000;

    private byte _fractionBits;
    private uint _shownMean;
    private uint _shownVariance;

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
        _shownMean = MeanMs << fractionBits;
    }

    /// <summary>Takes the first measurement of a connection.</summary>
    // Requirement: REL-012
    public void Start(uint sampleMs)
    {
        HasStarted = true;
        MeanMs = sampleMs;
        VarianceMs = (sampleMs + 1) / 2;
        _shownMean = Math.Min(sampleMs, LongestShownMs) << _fractionBits;
        _shownVariance = (_shownMean + 1) / 2;
        TrackExtremes();
    }

    /// <summary>Takes a measurement.</summary>
    // Requirement: REL-013
    public void Add(uint sampleMs)
    {
        uint mean = MeanMs;
        uint variance = VarianceMs;
        Smooth((int)sampleMs, ref mean, ref variance);
        MeanMs = mean;
        VarianceMs = variance;
        // Requirement: REL-020
        Smooth((int)Math.Min(sampleMs, LongestShownMs) << _fractionBits, ref _shownMean, ref _shownVariance);
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

    // A quarter of the distance goes into the variance and an eighth into the mean, each cut off towards where it was.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Smooth(int sample, ref uint mean, ref uint variance)
    {
        int distance = sample - (int)mean;
        int sign = distance >> 31;
        int length = (distance ^ sign) - sign;
        variance += (uint)(length >> 2) - (variance >> 2);
        mean += (uint)(((length >> 3) ^ sign) - sign);
    }

    private readonly uint Rounded(uint value) => (value + ((1u << _fractionBits) >> 1)) >> _fractionBits;

    // Requirement: REL-014
    private void TrackExtremes()
    {
        LowestMs = Math.Min(LowestMs, MeanMs);
        HighestVarianceMs = Math.Max(HighestVarianceMs, VarianceMs);
    }
}
