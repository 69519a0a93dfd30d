using System;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>A clock that is moved by hand, in microseconds.</summary>
internal sealed class VirtualTime : TimeProvider
{
    public long NowUs { get; set; }

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => NowUs;
}
