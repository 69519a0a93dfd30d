using System;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>A clock that is moved by hand, in microseconds.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private const long UsPerSecond = 1_000_000;

    private long _frequency = UsPerSecond;

    public long NowUs { get; set; }

    public override long TimestampFrequency => _frequency;

    /// <summary>From here on, in ticks of so many a second.</summary>
    public void Begin(long nowUs, long frequency)
    {
        NowUs = nowUs;
        _frequency = frequency;
    }

    public override long GetTimestamp() => _frequency == UsPerSecond ? NowUs : (long)((Int128)NowUs * _frequency / UsPerSecond);
}
