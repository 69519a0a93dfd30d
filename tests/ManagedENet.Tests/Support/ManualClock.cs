using System;

namespace ManagedENet.Tests.Support;

/// <summary>Time that moves when a test says so, and shows any value before it does.</summary>
internal sealed class ManualClock : TimeProvider
{
    private const long MicrosecondsPerMs = 1000;

    public long NowUs { get; set; } = 1_000_000 * MicrosecondsPerMs;

    public long NowMs
    {
        get => NowUs / MicrosecondsPerMs;
        set => NowUs = value * MicrosecondsPerMs;
    }

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => NowUs;
}
