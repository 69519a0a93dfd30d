using System;
using System.Diagnostics;

namespace GameLoop;

/// <summary>Says when the next tick is due. The ticks do not drift: each is due a period after the one before, however long that took.</summary>
internal sealed class TickClock(int ticksPerSecond)
{
    private readonly long _period = Stopwatch.Frequency / ticksPerSecond;
    private long _due = Stopwatch.GetTimestamp();

    /// <summary>Ticks that were left out because their time was over.</summary>
    public long Missed { get; private set; }

    /// <summary>Zero when the tick is due.</summary>
    public TimeSpan UntilDue
    {
        get
        {
            long now = Stopwatch.GetTimestamp();
            return now >= _due ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, _due);
        }
    }

    public void Advance()
    {
        _due += _period;
        long missed = (Stopwatch.GetTimestamp() - _due) / _period;
        if (missed <= 0) return;

        // To run after ticks that are over would make the next ones late, too.
        Missed += missed;
        _due += missed * _period;
    }
}
