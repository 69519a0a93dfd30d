using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// Round-trip time and its variance, smoothed with native's integer arithmetic: a difference below 8 ms never moves the mean, one below 4 ms never the
/// variance. Time-outs and the packet throttle go by these, because what they leave out is the room that acknowledgements need to be a little late. What is shown is
/// smoothed by the same rule in microseconds, and comes to the truth. Beside them, what the last epoch of the packet throttle measured.
/// </summary>
internal struct RoundTripEstimator
{
    private bool _showsWholeMs;
    private uint _meanUs;
    private uint _varianceUs;

    /// <summary>True once there was a measurement.</summary>
    public bool HasStarted { get; private set; }

    public uint MeanMs { get; private set; }

    public uint VarianceMs { get; private set; }

    /// <summary>The mean, microseconds.</summary>
    public readonly uint MeanUs => _meanUs;

    /// <summary>The variance, microseconds.</summary>
    public readonly uint VarianceUs => _varianceUs;

    /// <summary>The mean as it is shown, microseconds.</summary>
    // Requirement: REL-020, DEV-043
    public readonly long ShownMeanUs => _showsWholeMs ? (long)MeanMs * ProtocolTime.UsPerMs : _meanUs;

    /// <summary>The variance as it is shown, microseconds.</summary>
    // Requirement: REL-020, DEV-043
    public readonly long ShownVarianceUs => _showsWholeMs ? (long)VarianceMs * ProtocolTime.UsPerMs : _varianceUs;

    public uint LowestMs { get; private set; }

    public uint HighestVarianceMs { get; private set; }

    public uint LastEpochMs { get; private set; }

    public uint LastEpochVarianceMs { get; private set; }

    /// <summary>How long a command that is sent now waits for its acknowledgement, microseconds.</summary>
    // Requirement: REL-030
    public readonly uint RetransmitAfterUs => (uint)Math.Min((MeanMs + (4L * VarianceMs)) * ProtocolTime.UsPerMs, uint.MaxValue);

    /// <summary>What is shown of a time where milliseconds are.</summary>
    public static uint Rounded(long us) => (uint)((us + (ProtocolTime.UsPerMs / 2)) / ProtocolTime.UsPerMs);

    /// <summary>Back to the start of a connection.</summary>
    /// <param name="showsWholeMs">Native's way: what is shown is smoothed in whole milliseconds.</param>
    // Requirement: REL-015
    public void Reset(bool showsWholeMs)
    {
        this = default;
        _showsWholeMs = showsWholeMs;
        MeanMs = LowestMs = LastEpochMs = ProtocolConstants.DefaultRoundTripTimeMs;
        _meanUs = MeanMs * ProtocolTime.UsPerMs;
    }

    /// <summary>Takes the first measurement of a connection, in both units: native's rules take no less than a millisecond.</summary>
    // Requirement: REL-012
    public void Start(uint sampleMs, uint sampleUs)
    {
        HasStarted = true;
        MeanMs = sampleMs;
        VarianceMs = (sampleMs + 1) / 2;
        _meanUs = sampleUs;
        _varianceUs = (sampleUs + 1) / 2;
        TrackExtremes();
    }

    /// <summary>Takes a measurement.</summary>
    // Requirement: REL-013
    public void Add(uint sampleMs, uint sampleUs)
    {
        uint mean = MeanMs;
        uint variance = VarianceMs;
        Smooth((int)sampleMs, ref mean, ref variance);
        MeanMs = mean;
        VarianceMs = variance;
        // Requirement: REL-020
        Smooth((int)sampleUs, ref _meanUs, ref _varianceUs);
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

    // Requirement: REL-014
    private void TrackExtremes()
    {
        LowestMs = Math.Min(LowestMs, MeanMs);
        HighestVarianceMs = Math.Max(HighestVarianceMs, VarianceMs);
    }
}
