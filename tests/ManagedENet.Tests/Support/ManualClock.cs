using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>Time that moves when a test says so.</summary>
internal sealed class ManualClock : IMonotonicClock
{
    public long NowMs { get; set; } = 1_000_000;
}
