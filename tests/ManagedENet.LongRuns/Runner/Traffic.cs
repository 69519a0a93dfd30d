using System;
using System.Diagnostics;

namespace ManagedENet.LongRuns.Runner;

/// <summary>What both faces move.</summary>
internal static class Traffic
{
    /// <summary>Bytes of a message.</summary>
    public const int MessageBytes = 32;

    /// <summary>Messages that may be on their way.</summary>
    public const int Window = 1_024;

    /// <summary>The channel of messages that are counted.</summary>
    public const byte Counted = 0;

    /// <summary>The channel of messages that are sent back.</summary>
    public const byte Echoed = 1;

    /// <summary>Channels of the connection.</summary>
    public const int Channels = 2;

    /// <summary>Longer than anything here takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Microseconds since a time stamp.</summary>
    public static double MicrosecondsSince(long start) => Stopwatch.GetElapsedTime(start).TotalMicroseconds;

    /// <summary>The middle one; the values are sorted.</summary>
    public static double MedianOf(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>What a share of the values does not exceed; the values are sorted.</summary>
    public static double PercentileOf(double[] values, double share)
    {
        Array.Sort(values);
        return values[Math.Min((int)(values.Length * share), values.Length - 1)];
    }
}
