using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Hosting.Tests.Dashboard;

/// <summary>A time that goes on when a test says so; timers of it ring then.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How often a timer was set.</summary>
    public int TimersMade { get; private set; }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_timers) return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_timers)
        {
            TimersMade++;
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        ManualTimer[] due;
        lock (_timers)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.TryRing(_now))];
        }

        foreach (ManualTimer timer in due) timer.Ring();
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._timers) (_due, _period) = (dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime, period);
            return true;
        }

        public bool TryRing(DateTimeOffset now)
        {
            if (_due is not { } due || due > now) return false;
            _due = _period > TimeSpan.Zero ? now + _period : null;
            return true;
        }

        public void Ring() => callback(state);

        public void Dispose()
        {
            lock (time._timers) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
