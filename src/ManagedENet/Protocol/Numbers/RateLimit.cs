namespace ManagedENet.Protocol.Numbers;

/// <summary>So many in a second, and so many at once when nothing came before.</summary>
internal readonly struct RateLimit
{
    /// <summary>The highest limit.</summary>
    public const int MostPerSecond = 1_000_000;

    private const long NsPerSecond = 1_000_000_000;

    /// <summary>A limit, for a <see cref="TokenBucket"/>.</summary>
    /// <param name="perSecond">1 to <see cref="MostPerSecond"/>.</param>
    /// <param name="atOnce">1 or more.</param>
    public RateLimit(int perSecond, int atOnce)
    {
        IntervalNs = NsPerSecond / perSecond;
        WholeNs = IntervalNs * atOnce;
    }

    /// <summary>Time for one.</summary>
    public long IntervalNs { get; }

    /// <summary>Time for as many as may come at once.</summary>
    public long WholeNs { get; }
}
