using System.Collections.Generic;
using System.Linq;
using ManagedENet.Workloads.Sessions;

namespace ManagedENet.Workloads;

/// <summary>
/// Two processes, a client that sends and a server that receives: warm, and in the first second of both. The server's processor time is what counts; the client's is in the JSON file, and in the table where it is the
/// managed end.
/// </summary>
internal static class AcrossCases
{
    private static readonly Traffic[] Everything =
    [
        new("reliable", "reliable 32 B", "size=32 window=256 messages=200000", "messages=19200", IsLarge: false, WarmGoal: 0.45),
        new("unreliable", "unreliable 32 B, 200,000 a second", "size=32 rate=200000 ms=1000", "ms=100", IsLarge: false, WarmGoal: 0.65),
        new("large", "reliable 1 MiB", "size=1048576 window=2 credit=1 messages=64", "messages=8", IsLarge: true, WarmGoal: 0.75),
    ];

    private static readonly Goal FirstSecondGoal = Goal.Ratio(1.3);
    private static readonly Engine[] ReadyToRun = [Engine.SocketReadyToRun, Engine.LinuxReadyToRun, Engine.SocketReadyToRunOnly, Engine.LinuxReadyToRunOnly];

    public static IEnumerable<BenchCase> Warm() => Everything.SelectMany(traffic => new[]
    {
        Same(traffic, "across", string.Empty, []),
        FromNative(traffic, "across", string.Empty, []) with { Metrics = [Server(traffic).Reaching(Goal.Ratio(traffic.WarmGoal))] },
        ToNative(traffic, "across", string.Empty, []),
    });

    public static IEnumerable<BenchCase> FirstSecond() => Everything
        .SelectMany(traffic => new[]
        {
            Same(traffic, "first", "first second: ", Engine.Compiled),
            FromNative(traffic, "first", "first second: ", Engine.Compiled) with { Metrics = [Server(traffic).Reaching(FirstSecondGoal, ReadyToRun)] },
            ToNative(traffic, "first", "first second: ", Engine.Compiled),
        })
        .Select(bench => bench with { IsFirstSecond = true, WarmUps = 0 });

    private static BenchCase Same(Traffic traffic, string name, string when, IEnumerable<Engine> also) => new(
        $"{name}-{traffic.Name}",
        $"{when}{traffic.Title}, two processes",
        $"sink {traffic.Arguments}",
        [Server(traffic)])
    {
        Kind = SessionKind.Across,
        QuickArguments = traffic.QuickArguments,
        Engines = [.. Engine.Usual, .. also, Engine.LiteNetLib],
    };

    private static BenchCase FromNative(Traffic traffic, string name, string when, IEnumerable<Engine> also) => Same(traffic, name, when, also) with
    {
        Name = $"{name}-{traffic.Name}-from-native",
        Title = $"{when}{traffic.Title}, from a native client",
        Kind = SessionKind.AcrossFromNative,
        Engines = [.. Engine.Usual, .. also],
    };

    private static BenchCase ToNative(Traffic traffic, string name, string when, IEnumerable<Engine> also) => FromNative(traffic, name, when, also) with
    {
        Name = $"{name}-{traffic.Name}-to-native",
        Title = $"{when}{traffic.Title}, to a native server",
        Kind = SessionKind.AcrossToNative,
        Metrics = [Server(traffic), Client(traffic)],
    };

    private static Metric Server(Traffic traffic) => traffic.IsLarge
        ? new Metric("serverCpuPerKiB", "server's CPU per KiB", "ns", s => s["sink"] / (s["bytes"] / 1024))
        : new Metric("serverCpu", "server's CPU per message", "ns", s => s["sink"] / s["messages"]);

    private static Metric Client(Traffic traffic) => traffic.IsLarge
        ? new Metric("clientCpuPerKiB", "client's CPU per KiB", "ns", s => s["source"] / (s["bytes"] / 1024))
        : new Metric("clientCpu", "client's CPU per message", "ns", s => s["source"] / s["sent"]);

    private sealed record Traffic(string Name, string Title, string Arguments, string QuickArguments, bool IsLarge, double WarmGoal);
}
