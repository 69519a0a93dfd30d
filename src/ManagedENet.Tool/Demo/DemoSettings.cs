using System;
using ManagedENet.Transports;

namespace ManagedENet.Tool.Demo;

/// <summary>What <c>enet demo</c> was asked for.</summary>
internal sealed record DemoSettings
{
    public int Clients { get; init; } = 8;

    public int Messages { get; init; } = 200;

    public double LossPercent { get; init; } = 5;

    public int DelayMs { get; init; } = 20;

    public int JitterMs { get; init; } = 5;

    public double ReorderPercent { get; init; } = 2;

    public double DuplicatePercent { get; init; } = 1;

    public int Seed { get; init; } = 1;

    public bool Checksum { get; init; }

    public bool Compress { get; init; }

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(25);

    public bool Json { get; init; }

    /// <summary>The network of what one host sends; every host has luck of its own. Host 0 is the server.</summary>
    public NetworkImpairmentOptions NetworkOf(int host) => new()
    {
        Seed = ((ulong)(uint)Seed << 32) + (ulong)host,
        LossRate = LossPercent / 100,
        DelayMs = DelayMs,
        JitterMs = JitterMs,
        ReorderRate = ReorderPercent / 100,
        DuplicationRate = DuplicatePercent / 100,
    };
}
