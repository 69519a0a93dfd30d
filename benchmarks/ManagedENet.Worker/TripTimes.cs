using System;
using System.Diagnostics;

namespace ManagedENet.Worker;

/// <summary>Times of round trips.</summary>
internal sealed class TripTimes
{
    private readonly long[] _ticks;

    public TripTimes(int rounds) => _ticks = new long[rounds];

    /// <param name="trip">One round trip; answers how long it took, in ticks of the stopwatch.</param>
    public Sample Measure(Func<long> trip)
    {
        Meter meter = Meter.Start();
        for (int i = 0; i < _ticks.Length; i++) _ticks[i] = trip();
        Sample sample = meter.Read(_ticks.Length);
        Array.Sort(_ticks);
        sample["p50"] = Stopwatch.GetElapsedTime(0, _ticks[_ticks.Length / 2]).TotalNanoseconds;
        sample["p99"] = Stopwatch.GetElapsedTime(0, _ticks[_ticks.Length * 99 / 100]).TotalNanoseconds;
        return sample;
    }
}
