using System;
using System.Diagnostics;

namespace ManagedENet.Worker;

/// <summary>Processor time of this process, time on the wall, and bytes allocated, from its start until it is read.</summary>
internal readonly struct Meter
{
    private const double NsPerTick = 100;

    private readonly long _wall;
    private readonly TimeSpan _cpu;
    private readonly long _allocated;

    private Meter(long wall, TimeSpan cpu, long allocated)
    {
        _wall = wall;
        _cpu = cpu;
        _allocated = allocated;
    }

    public static Meter Start() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));

    /// <summary>Time on the wall since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_wall);

    /// <summary>A sample with what was measured so far.</summary>
    public Sample Read(long messages)
    {
        // First of all: the sample itself is an allocation.
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        TimeSpan cpu = Environment.CpuUsage.TotalTime - _cpu;
        TimeSpan wall = Elapsed;
        return new Sample
        {
            ["cpu"] = cpu.Ticks * NsPerTick,
            ["wall"] = wall.Ticks * NsPerTick,
            ["messages"] = messages,
            ["allocated"] = allocated,
        };
    }
}
