using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using Microsoft.Extensions.Time.Testing;

namespace ManagedENet.Cluster.Tests.Support;

/// <summary>Gateways of one cluster in this process, on a clock that a test moves.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private readonly List<TestGateway> _gateways = [];
    private readonly ENetClusterOptions _options;

    public World(ENetClusterOptions? options = null)
    {
        _options = options ?? new ENetClusterOptions { Name = "test", TokenKeys = { Convert.ToBase64String(new byte[32]) } };
        Directory = new ENetMemoryDirectory(Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>What all gateways ask.</summary>
    public IENetDirectory Directory { get; set; }

    public static async Task<World> OfAsync(int gateways, CancellationToken token, ENetClusterOptions? options = null)
    {
        var world = new World(options);
        for (int i = 0; i < gateways; i++) await world.AddAsync(token);
        return world;
    }

    public TestGateway this[int index] => _gateways[index];

    public async Task<TestGateway> AddAsync(CancellationToken token)
    {
        var gateway = new TestGateway(() => Directory, _options, Time);
        _gateways.Add(gateway);
        await UntilAsync(() => gateway.Cluster.IsServing, token);
        return gateway;
    }

    /// <summary>Waits, in real time, for what other threads do.</summary>
    public static async Task UntilAsync(Func<bool> isDone, CancellationToken token)
    {
        while (!isDone()) await Task.Delay(1, token);
    }

    /// <summary>Moves the clock, and lets every gateway that reaches the directory renew its lease as it would.</summary>
    public async Task AdvanceAsync(TimeSpan time, CancellationToken token, Action? look = null)
    {
        for (TimeSpan done = TimeSpan.Zero; done < time; done += Step)
        {
            int[] renewals = [.. _gateways.Select(gateway => gateway.Directory.Renewals)];
            int[] rounds = [.. _gateways.Select(gateway => gateway.Local.Rounds)];
            Time.Advance(Step);
            // All gateways have begun at a full second, and renew each second.
            bool isSecond = Time.GetUtcNow().Ticks % TimeSpan.TicksPerSecond == 0;
            if (isSecond) await UntilAsync(() => _gateways.Select((gateway, i) => gateway.Directory.IsDown || (gateway.Directory.Renewals > renewals[i] && (gateway.Local.Rounds > rounds[i] || !gateway.Cluster.IsServing))).All(static isDone => isDone), token);
            look?.Invoke();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TestGateway gateway in _gateways) await gateway.DisposeAsync();
    }
}
