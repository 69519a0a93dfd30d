using System;
using System.Collections.Generic;
using ManagedENet.Transports;

namespace ManagedENet.Tool.Simulate;

/// <summary>What <c>enet simulate</c> was asked for. The defaults are a game of 60 frames a second over a middling home connection.</summary>
internal sealed record SimulateSettings
{
    /// <summary>A reliable transfer goes in packets of this size.</summary>
    public const int BulkPacketBytes = 16_384;

    /// <summary>So much later than the others arrives what is held back.</summary>
    public const int ReorderDelayMs = 30;

    public IReadOnlyList<ENetCongestionControl> Controls { get; init; } = [ENetCongestionControl.Native, ENetCongestionControl.Cubic];

    public int Clients { get; init; } = 1;

    public double Rate { get; init; } = 60;

    public int SizeBytes { get; init; } = 100;

    public int Channels { get; init; } = 1;

    public string ModeName { get; init; } = "reliable";

    public ENetPacketFlags Flags { get; init; } = ENetPacketFlags.Reliable;

    public int BulkBytes { get; init; }

    public int BulkAheadKilobytes { get; init; } = 1_000;

    public double FrameMs { get; init; } = 16.667;

    public double DurationSeconds { get; init; } = 10;

    public int DelayMs { get; init; } = 25;

    public int JitterMs { get; init; } = 5;

    public double LossPercent { get; init; } = 2;

    public double ReorderPercent { get; init; }

    public int OutageIntervalMs { get; init; }

    public int OutageMs { get; init; } = 200;

    public int BandwidthKilobytes { get; init; }

    public int QueueKilobytes { get; init; } = 64;

    public int PathMtuBytes { get; init; }

    public int Seed { get; init; } = 1;

    public bool Json { get; init; }

    public string? SvgFile { get; init; }

    /// <summary>Gets what the server's senders did, or null.</summary>
    public string? LogFile { get; init; }

    /// <summary>Gets window, bytes in flight and round trip of the first client over time as a drawing, or null.</summary>
    public string? PlotFile { get; init; }

    public bool IsReliable => (Flags & ENetPacketFlags.Reliable) != 0;

    public long FrameUs => (long)Math.Round(FrameMs * 1_000);

    public long DurationUs => (long)(DurationSeconds * 1_000_000);

    /// <summary>Messages that the game has for one client.</summary>
    public int MessagesPerClient => (int)(Rate * DurationSeconds);

    /// <summary>What is still missing after this time, from the start on, is not waited for.</summary>
    public long LimitUs => (2 * DurationUs) + 10_000_000;

    /// <summary>After this time an unreliable message that has not arrived is lost: the way, the longest queue, a frame at its end, and a second for the sender.</summary>
    public long LongestWayUs
    {
        get
        {
            long queueMs = BandwidthKilobytes == 0 ? 0 : 1 + (QueueKilobytes * 1_000L / BandwidthKilobytes);
            return ((DelayMs + JitterMs + ReorderDelayMs + queueMs + 1_000) * 1_000) + FrameUs;
        }
    }

    /// <summary>The path, one direction of it: number 0 leads to the clients, number 1 to the server.</summary>
    public NetworkImpairmentOptions PathOf(int direction) => CalmPathOf(direction) with
    {
        JitterMs = JitterMs,
        LossRate = LossPercent / 100,
        ReorderRate = ReorderPercent / 100,
        ReorderDelayMs = ReorderDelayMs,
        OutageIntervalMs = OutageIntervalMs,
        OutageMs = OutageMs,
        BandwidthBytesPerSecond = BandwidthKilobytes * 1_000L,
        BandwidthQueueBytes = QueueKilobytes * 1_000L,
        MtuBytes = PathMtuBytes,
    };

    /// <summary>The path while the clients connect: as long, and nothing else, so that every setting starts alike.</summary>
    public NetworkImpairmentOptions CalmPathOf(int direction) => new() { Seed = ((ulong)(uint)Seed << 32) + (ulong)direction, DelayMs = DelayMs };
}
