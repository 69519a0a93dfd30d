using System;
using System.Diagnostics;

namespace ManagedENet.Internal;

/// <summary>Time since a timestamp of the machine.</summary>
internal static class Elapsed
{
    /// <summary>Since <see cref="Stopwatch.GetTimestamp"/> answered this.</summary>
    public static TimeSpan Since(long timestamp) => TimeSpan.FromTicks((long)((Stopwatch.GetTimestamp() - timestamp) * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency)));
}
