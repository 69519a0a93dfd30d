using System.Collections.Generic;
using System.Linq;
using ManagedENet.Workloads.Sessions;

namespace ManagedENet.Workloads;

/// <summary>Every case, with the goal it is measured against.</summary>
internal static class BenchCatalogue
{
    private static readonly Metric CpuPerMessage = new("cpuPerMessage", "CPU per message", "ns", s => s["cpu"] / s["messages"]);
    private static readonly Metric CpuPerKiB = new("cpuPerKiB", "CPU per KiB", "ns", s => s["cpu"] / (s["bytes"] / 1024));
    private static readonly Metric MedianTrip = new("p50", "round trip, median", "µs", s => s["p50"] / 1000);
    private static readonly Metric SlowTrip = new("p99", "round trip, 99th of 100", "µs", s => s["p99"] / 1000);
    private static readonly Metric CpuPerTrip = new("cpuPerTrip", "CPU per round trip, both ends", "µs", s => s["cpu"] / s["messages"] / 1000);
    private static readonly Metric CpuPerRound = new("cpuPerRound", "CPU per connect and disconnect", "µs", s => s["cpu"] / s["messages"] / 1000);
    private static readonly Metric EmptyCall = new("empty", "an empty service call", "ns", s => s["empty"]);
    private static readonly Metric TickRead = new("read", "a tick's receive", "µs", s => s["read"] / 1000);
    private static readonly Metric CoreShare = new("cpuShare", "CPU of the server", "% of a core", s => 100 * s["cpu"] / s["wall"]);
    private static readonly Metric Received = new("received", "input received", "%", s => s["offered"] == 0 ? 0 : 100 * s["messages"] / s["offered"]) { IsDrawn = false };
    private static readonly Metric Memory = new("memory", "memory per peer", "B", s => s["memory"]);
    private static readonly Metric Growth = new("growth", "twice the messages, time", "times", s => s["growth"]) { IsDrawn = false };

    // The transport plays no part in it: one managed column.
    private static readonly Engine[] WithoutTransport = [Engine.Native, Engine.Socket];

    public static IReadOnlyList<BenchCase> All { get; } = Create().ToList();

    private static IEnumerable<BenchCase> Create() =>
        Streams().Concat(Trips()).Concat(Crowds()).Concat(Servers()).Concat(Codecs()).Concat(AcrossCases.Warm()).Concat(AcrossCases.FirstSecond());

    private static IEnumerable<BenchCase> Streams()
    {
        yield return Stream("reliable", 8, CpuPerMessage.Reaching(Goal.Ratio(0.35), Goal.Ratio(0.20)));
        yield return Stream("reliable", 32, CpuPerMessage.Reaching(Goal.Ratio(0.60), Goal.Ratio(0.25)));
        yield return Stream("reliable", 200, CpuPerMessage);
        foreach (string kind in new[] { "unreliable", "unsequenced" })
        {
            yield return Stream(kind, 8, CpuPerMessage);
            yield return Stream(kind, 32, CpuPerMessage.Reaching(Goal.Ratio(0.80), Goal.Ratio(0.35)));
            yield return Stream(kind, 200, CpuPerMessage);
        }

        yield return new BenchCase("reliable-32-poll", "reliable 32 B, poll face", "stream kind=reliable size=32 face=poll messages=1000000", [CpuPerMessage])
        {
            QuickArguments = "messages=50000",
        };
        yield return new BenchCase(
            "large",
            "reliable 1 MiB",
            "stream kind=reliable size=1048576 window=2 messages=64",
            [CpuPerKiB.Reaching(Goal.Ratio(1.1), Goal.Ratio(0.25))])
        {
            QuickArguments = "messages=16",
            Engines = [.. Engine.Usual, Engine.LiteNetLib],
        };
        yield return new BenchCase(
            "large-apart",
            "reliable 1 MiB, UDP_SEGMENT without UDP_GRO",
            "stream kind=reliable size=1048576 window=2 messages=64 coalescing=0",
            [CpuPerKiB.Reaching(Goal.Ratio(0.45), [Engine.Linux])])
        {
            QuickArguments = "messages=16",
            Engines = [Engine.Native, Engine.Linux],
        };
        yield return new BenchCase(
            "backlog",
            "a queue of 100,000 reliable messages",
            "backlog messages=100000",
            [CpuPerMessage, Growth.Reaching(Goal.AtMost(2.2))])
        {
            WarmUps = 2,
        };
    }

    private static BenchCase Stream(string kind, int size, Metric metric) =>
        new($"{kind}-{size}", $"{kind} {size} B, 256 in flight", $"stream kind={kind} size={size} messages=1000000", [metric])
        {
            QuickArguments = "messages=50000",
            Engines = kind == "unsequenced" ? Engine.Usual : [.. Engine.Usual, Engine.LiteNetLib],
        };

    private static IEnumerable<BenchCase> Trips()
    {
        yield return new BenchCase("echo", "echo of 32 B, one thread", "echo mode=spin rounds=200000", [MedianTrip.Reaching(Goal.Ratio(1.0), Goal.Ratio(0.75)), SlowTrip, CpuPerTrip])
        {
            QuickArguments = "rounds=3000",
            WarmUps = 1,
            Engines = [.. Engine.Usual, Engine.LiteNetLib],
        };
        yield return new BenchCase(
            "echo-blocking",
            "echo of 32 B, two threads that wait",
            "echo mode=block rounds=20000",
            [MedianTrip.Reaching(Goal.Ratio(1.0)), SlowTrip, CpuPerTrip.Reaching(Goal.Ratio(1.2))])
        {
            QuickArguments = "rounds=1000",
            Engines = [.. Engine.Usual, Engine.LiteNetLib],
        };
        yield return Connect(64, CpuPerRound);
        yield return Connect(4095, CpuPerRound.Reaching(Goal.Ratio(0.7)));
    }

    private static BenchCase Connect(int slots, Metric metric) => new($"connect-{slots}", $"connect and disconnect, {slots:#,0} slots", $"connect slots={slots} rounds=2000", [metric])
    {
        QuickArguments = "rounds=500",
        Engines = [.. Engine.Usual, Engine.LiteNetLib],
    };

    private static IEnumerable<BenchCase> Crowds()
    {
        foreach (int count in new[] { 64, 512, 2048, 4095 })
        {
            bool isLargest = count == 4095;
            yield return new BenchCase(
                $"peers-{count}",
                $"{count:#,0} peers, 1 % active",
                $"peers count={count} ticks=300",
                [EmptyCall.Reaching(isLargest ? Goal.Ratio(0.03) : null!), TickRead.Reaching(isLargest ? Goal.Ratio(0.5) : null!)])
            {
                QuickArguments = "ticks=100",
                WarmUps = 3,
            };
        }
    }

    private static IEnumerable<BenchCase> Servers()
    {
        const string game = "server peers=1000 rate=20 size=100 seconds=2 drive=";
        yield return Server("game-wait", "game server, 1,000 peers, waiting", game + "wait", [CoreShare, Received]);
        yield return Server("game-1ms", "game server, 1,000 peers, 1 ms ticks", game + "1", [CoreShare.Reaching(Goal.Ratio(0.65)), Received.Reaching(Goal.AtLeast(99.5))]);
        yield return Server("game-16ms", "game server, 1,000 peers, 16 ms ticks", game + "16", [CpuPerMessage.Reaching(Goal.Ratio(0.5)), Received.Reaching(Goal.AtLeast(97))]);
        yield return Server("first-game-16ms", "first seconds: game server, 1,000 peers, 16 ms ticks", game + "16", [Received.Reaching(Goal.AtLeast(97), [Engine.Socket, Engine.Linux, .. Engine.Compiled]), CpuPerMessage]) with
        {
            IsFirstSecond = true,
            WarmUps = 0,
            Engines = [.. Engine.Usual, .. Engine.Compiled],
        };
        yield return Server("idle", "4,094 idle peers kept alive", "server peers=4094 rate=0 seconds=2 drive=16", [CoreShare.Reaching(Goal.Ratio(0.40))]);
        yield return Server("memory", "memory of a connected idle peer", "server peers=4094 rate=0 seconds=1 drive=16 crowd=0", [Memory.Reaching(Goal.AtMost(1024))]) with
        {
            Kind = SessionKind.Memory,
            WarmUps = 0,
            MostRepeats = 1,
        };
    }

    private static BenchCase Server(string name, string title, string arguments, IReadOnlyList<Metric> metrics) => new(name, title, arguments, metrics)
    {
        Kind = SessionKind.Server,
        QuickArguments = "seconds=1",
        WarmUps = 3,
        MostRepeats = 5,
    };

    private static IEnumerable<BenchCase> Codecs()
    {
        yield return new BenchCase("checksum", "reliable 200 B with CRC-32", "stream kind=reliable size=200 checksum=1 messages=100000", [CpuPerMessage]) { QuickArguments = "messages=20000" };
        yield return new BenchCase("compress", "reliable 200 B with the range coder", "stream kind=reliable size=200 compress=1 messages=20000", [CpuPerMessage]) { QuickArguments = "messages=5000" };
        yield return new BenchCase("crc", "CRC-32 of 1,200 B", "crc size=1200 rounds=100000", [CpuPerMessage.Reaching(Goal.Ratio(0.05), [Engine.Socket])]) { Engines = WithoutTransport };
        yield return new BenchCase("range", "range coder, 1,200 B, both directions", "range size=1200 rounds=3000", [CpuPerMessage.Reaching(Goal.Ratio(0.7), [Engine.Socket])]) { Engines = WithoutTransport };
    }
}
