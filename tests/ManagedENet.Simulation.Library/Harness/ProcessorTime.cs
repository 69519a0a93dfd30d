using System;

namespace ManagedENet.Simulation.Harness;

/// <summary>Time that this process spent on a processor: what a comparison of costs measures, because it stands still while other processes have the machine.</summary>
internal static class ProcessorTime
{
    public static TimeSpan Now => Environment.CpuUsage.TotalTime;
}
