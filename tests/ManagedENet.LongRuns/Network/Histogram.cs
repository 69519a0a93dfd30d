using System;

namespace ManagedENet.LongRuns.Network;

/// <summary>Times, counted in buckets of one width; what is longer than all of them is in the last.</summary>
internal sealed class Histogram
{
    private const double NsPerMs = 1_000_000;

    private readonly long _bucketNs;
    private readonly long[] _counts;
    private long _all;

    public Histogram(long bucketNs, int buckets)
    {
        _bucketNs = bucketNs;
        _counts = new long[buckets];
    }

    public void Add(long ns)
    {
        _counts[Math.Clamp(ns / _bucketNs, 0, _counts.Length - 1)]++;
        _all++;
    }

    /// <summary>The time that this part of all is not longer than, milliseconds.</summary>
    public double PercentileMs(double part)
    {
        long wanted = (long)Math.Ceiling(part * _all);
        int bucket = 0;
        for (long seen = _counts[0]; seen < wanted && bucket < _counts.Length - 1; seen += _counts[bucket]) bucket++;
        return (bucket + 1) * _bucketNs / NsPerMs;
    }
}
