using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace ManagedENet.Worker;

/// <summary>Ticks of a whole number of milliseconds, at fixed moments: a late tick does not move those after it.</summary>
internal sealed class Ticker
{
    private const int Monotonic = 1;
    private const int AbsoluteTime = 1;
    private const long NsPerS = 1_000_000_000;

    private readonly long _intervalNs;
    private long _nextNs;

    public Ticker(int intervalMs)
    {
        _intervalNs = intervalMs * 1_000_000L;
        _nextNs = NowNs();
    }

    /// <summary>Sleeps until the next tick is due; starts anew from now when that has passed.</summary>
    public void WaitForNext()
    {
        _nextNs += _intervalNs;
        long nowNs = NowNs();
        if (_nextNs <= nowNs)
        {
            _nextNs = nowNs;
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            // Stopwatch reads this very clock there, and Thread.Sleep would round to milliseconds.
            var until = new Timespec(_nextNs / NsPerS, _nextNs % NsPerS);
            if (SleepUntil(Monotonic, AbsoluteTime, in until, 0) == 0) return;
        }

        Thread.Sleep(TimeSpan.FromTicks((_nextNs - nowNs) / TimeSpan.NanosecondsPerTick));
    }

    private static long NowNs() => (long)(Stopwatch.GetTimestamp() * ((double)NsPerS / Stopwatch.Frequency));

    [DllImport("libc", EntryPoint = "clock_nanosleep")]
    private static extern int SleepUntil(int clock, int flags, in Timespec until, nint remaining);

    private readonly struct Timespec(long seconds, long nanoseconds)
    {
        private readonly nint _seconds = (nint)seconds;
        private readonly nint _nanoseconds = (nint)nanoseconds;
    }
}
