using System;
using System.Collections.Generic;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Throughput;

/// <summary>One kind of bad network: it is as it begins until both ends are connected, and then as it becomes.</summary>
internal sealed record ThroughputNetwork(string Name, Func<NetworkImpairmentOptions, NetworkImpairmentOptions> Change, int FirstDelayMs = ThroughputNetwork.DelayMs, int Runs = 1)
{
    /// <summary>Runs where one alone would tell of its luck.</summary>
    public const int RunsByLuck = 5;

    private const ulong FirstSeed = 7;
    private const int DelayMs = 20;
    private const int LongDelayMs = 140;

    public static IReadOnlyList<ThroughputNetwork> All { get; } =
    [
        new("40 ms round trip, no loss", link => link),
        new("loss 1 %", link => link with { LossRate = 0.01 }),
        new("loss 2 %", link => link with { LossRate = 0.02 }),
        new("loss 5 %", link => link with { LossRate = 0.05 }),
        new("loss 10 %", link => link with { LossRate = 0.1 }, Runs: RunsByLuck),
        new("loss 20 %", link => link with { LossRate = 0.2 }, Runs: RunsByLuck),
        new("loss 30 %", link => link with { LossRate = 0.3 }, Runs: RunsByLuck),
        new("loss 40 %", link => link with { LossRate = 0.4 }, Runs: RunsByLuck),
        new("loss 50 %", link => link with { LossRate = 0.5 }, Runs: RunsByLuck),
        new("loss 60 %", link => link with { LossRate = 0.6 }, Runs: RunsByLuck),
        new("bursts, 6 % lost", link => link with { BurstEnterRate = 0.01, BurstLeaveRate = 0.15 }, Runs: RunsByLuck),
        new("jitter 40 ms", link => link with { JitterMs = 40 }),
        new("one in ten held back by 100 ms", link => link with { ReorderRate = 0.1, ReorderDelayMs = 100 }),
        new("half of all twice", link => link with { DuplicationRate = 0.5 }),
        new("280 ms round trip, no loss", link => link with { DelayMs = LongDelayMs }, LongDelayMs),
        new("40 ms that become 280 ms", link => link with { DelayMs = LongDelayMs }),
        new("40 ms that become 280 ms, loss 5 %", link => link with { DelayMs = LongDelayMs, LossRate = 0.05 }),
        new("280 ms round trip, loss 5 %", link => link with { DelayMs = LongDelayMs, LossRate = 0.05 }, LongDelayMs),
        new("line of 100 kB/s", link => link with { BandwidthBytesPerSecond = 100_000 }),
        new("line of 1,000 kB/s, 280 ms, loss 1 %", link => link with { DelayMs = LongDelayMs, LossRate = 0.01, BandwidthBytesPerSecond = 1_000_000, BandwidthQueueBytes = 280_000 }, LongDelayMs),
        new("an outage of 300 ms every 3 s", link => link with { OutageIntervalMs = 3_000, OutageMs = 300 }),
    ];

    /// <summary>Two ends on this network, just connected. The seed of a run is the same whoever they are, and so are the fates of their datagrams, one by one.</summary>
    public IThroughputPair Connect(Func<VirtualWorld, IThroughputPair> makePair, int run = 0, bool keepsLog = false)
    {
        var world = new VirtualWorld(FirstSeed + (ulong)run);
        world.Network.KeepsLog = keepsLog;
        world.Network.DefaultLink = world.Network.DefaultLink with { DelayMs = FirstDelayMs };
        IThroughputPair pair = makePair(world);
        world.Network.ChangeAll(link => Change(link with { DelayMs = DelayMs }));
        return pair;
    }

    public override string ToString() => Name;
}
