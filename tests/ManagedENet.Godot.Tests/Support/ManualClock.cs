using ManagedENet.Transports;

namespace ManagedENet.Godot.Tests.Support;

/// <summary>Time that stands still until a test moves it.</summary>
internal sealed class ManualClock : IMonotonicClock
{
    public long NowMs { get; set; } = 1000;
}
