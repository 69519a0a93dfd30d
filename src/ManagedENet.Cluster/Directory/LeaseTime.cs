using System;

namespace ManagedENet.Cluster.Directory;

/// <summary>A time that began at a time stamp and lasts for so long, whatever is done to the clock of the machine.</summary>
internal readonly record struct LeaseTime(long BeganAt, TimeSpan Duration)
{
    /// <summary>What is left of it; zero when it is over, or has never begun.</summary>
    public TimeSpan Left(TimeProvider time)
    {
        TimeSpan left = Duration - time.GetElapsedTime(BeganAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>True when it is over.</summary>
    public bool IsOver(TimeProvider time) => Left(time) == TimeSpan.Zero;
}
