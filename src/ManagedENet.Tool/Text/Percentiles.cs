using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace ManagedENet.Tool.Text;

/// <summary>Durations that were measured, and how they are spread. All results are in milliseconds and 0 when nothing was measured.</summary>
internal sealed class Percentiles
{
    private readonly List<long> _ticks = new();
    private bool _isSorted;

    public int Count => _ticks.Count;

    public double MinimumMs => At(0);

    public double P50Ms => At(0.50);

    public double P90Ms => At(0.90);

    public double P95Ms => At(0.95);

    public double P99Ms => At(0.99);

    public double P999Ms => At(0.999);

    public double MaximumMs => At(1);

    /// <summary>Adds a duration in ticks of <see cref="Stopwatch"/>.</summary>
    public void Add(long ticks)
    {
        _ticks.Add(Math.Max(0, ticks));
        _isSorted = false;
    }

    public void Add(TimeSpan duration) => Add((long)Math.Round(duration.Ticks * ((double)Stopwatch.Frequency / TimeSpan.TicksPerSecond)));

    public void AddAll(Percentiles others)
    {
        _ticks.AddRange(others._ticks);
        _isSorted = false;
    }

    /// <summary>The smallest measured value that at least this share of all does not exceed.</summary>
    /// <param name="share">Between 0 and 1.</param>
    public double At(double share)
    {
        if (_ticks.Count == 0) return 0;
        if (!_isSorted) _ticks.Sort();
        _isSorted = true;
        int index = Math.Clamp((int)Math.Ceiling(share * _ticks.Count) - 1, 0, _ticks.Count - 1);
        return _ticks[index] * 1_000.0 / Stopwatch.Frequency;
    }
}
