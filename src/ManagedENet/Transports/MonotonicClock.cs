using System.Diagnostics;

namespace ManagedENet.Transports;

/// <summary>The system's monotonic clock: it goes on when the wall clock is set. 64 bits of milliseconds do not wrap.</summary>
public sealed class MonotonicClock : IMonotonicClock
{
    /// <summary>The one instance; it has no state, so every host can share it.</summary>
    public static MonotonicClock Instance { get; } = new();

    private MonotonicClock()
    {
    }

    /// <inheritdoc/>
    public long NowMs
    {
        get
        {
            // Requirement: DEV-064
            long ticks = Stopwatch.GetTimestamp();
            long frequency = Stopwatch.Frequency;

            // In two parts: ticks * 1000 would overflow after some months at a frequency of 1 GHz.
            return (ticks / frequency * 1000) + (ticks % frequency * 1000 / frequency);
        }
    }
}
