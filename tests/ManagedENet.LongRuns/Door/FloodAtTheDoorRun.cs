using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using ManagedENet.Interop.Native;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Door;

/// <summary>Whether players come in and play on while a hundred thousand invented strangers ask in a second, through a real socket.</summary>
internal sealed class FloodAtTheDoorRun : ILongRun
{
    private const int Players = 100;
    private const int QuestionsPerSecond = 1_000;
    private const int Clients = 200;
    private const double LongestRoundTripMs = 200;
    private const int WholeSeconds = 60;
    private const int Idle = 1;
    private const int Flooded = 2;
    private const int MtuBytes = 1_500;

    // The last client has that part of the time of the flood before it.
    private const double PartOfClients = 0.8;
    private const double MostMedianMs = 700;
    private const double MostAddedMs = 1;
    private const double MostReplies = 0.02;
    private const long MostBytes = 8 << 20;
    private const double LeastRate = 0.9;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(25);

    public string Name => "flood-at-the-door";

    public string Summary =>
        $"""
        A host on {nameof(ManagedENet)}'s own transport for Linux, in a network namespace. In another one, {Players} peers of a native host that ask it for {QuestionsPerSecond / Players} unsequenced echoes a second each, and
        {Clients} native clients that come in one after another, each from a network of its own and with a round trip of its own, 0 to {LongestRoundTripMs:0} ms. The flood: {DoorLine.PerSecond:N0} CONNECT in a second
        from invented IPv4 addresses and ports with invented connect ids, written as packets into the interface of the host's namespace, every millisecond. Host, line with flood, and everybody else have
        one thread each. The way of the players has no delay of its own. Bytes are those of IP packets at the interface; memory is what is left after a forced collection, of all that is managed
        in the process.
        """;

    public string? Missing
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return "namespaces and TUN devices are Linux's";
            if (Environment.UserName != "root") return "it needs root for namespaces and TUN devices";
            if (!File.Exists("/dev/net/tun")) return "there is no /dev/net/tun";
            return NativeLibrary.TryLoad(LibENet.Library, out _) && LibENet.enet_initialize() == 0 ? null : $"{LibENet.Library} is not installed";
        }
    }

    public LongRunResult Run(LongRunSettings settings)
    {
        int idleSeconds = Math.Max(settings.Seconds / 3, 1);
        int clients = Math.Clamp(Clients * settings.Seconds / WholeSeconds, 1, Clients);
        double[] roundTripsMs = [.. Enumerable.Range(0, clients).Select(i => LongestRoundTripMs * i / Math.Max(clients - 1, 1))];
        var idle = new RoundTrips(idleSeconds * QuestionsPerSecond * 2);
        var flooded = new RoundTrips(settings.Seconds * QuestionsPerSecond * 2);

        using NetworkNamespace near = NetworkNamespace.Create(Places.Players, Places.Netmask, MtuBytes);
        near.AddAddresses([.. Enumerable.Range(0, clients).Select(Places.Client)]);
        using NetworkNamespace far = NetworkNamespace.Create(Places.Server, Places.Netmask, MtuBytes);
        far.RouteEverything();
        using var line = new DoorLine(near, far, roundTripsMs);
        using var server = new DoorServer(far);
        using var guests = new Guests(near, Players, clients, idle, flooded);
        WaitFor(() => guests.Playing == Players, guests, "The players do not get in.");
        Thread.Sleep(TimeSpan.FromSeconds(2));

        Console.WriteLine($"{idleSeconds} s without the flood");
        guests.Count(Idle);
        Thread.Sleep(TimeSpan.FromSeconds(idleSeconds));
        guests.Count(0);
        Thread.Sleep(TimeSpan.FromSeconds(1));
        long before = HeldBytes();
        long othersBefore = server.Received - line.Carried;

        Console.WriteLine($"{settings.Seconds} s with it");
        guests.Count(Flooded);
        TimeSpan hostTime = server.ProcessorTime;
        line.StartFlood();
        Thread.Sleep(TimeSpan.FromSeconds(1));
        guests.LetIn(TimeSpan.FromSeconds(settings.Seconds * PartOfClients / clients));
        Thread.Sleep(TimeSpan.FromSeconds(settings.Seconds - 1));
        guests.Count(0);
        // Whoever has asked until then is not to wait for the collector.
        Thread.Sleep(TimeSpan.FromMilliseconds(100));
        Await(() => guests.ComeIn == clients);
        int stillIn = guests.ComeIn;
        long during = HeldBytes();
        line.StopFlood();
        hostTime = server.ProcessorTime - hostTime;
        Thread.Sleep(TimeSpan.FromSeconds(1));
        double seen = (double)(server.Received - line.Carried - othersBefore) / line.Written;

        Console.WriteLine($"{Calm.TotalSeconds:0} s until the door has forgotten it");
        Thread.Sleep(Calm);
        long after = HeldBytes();
        int playing = guests.Playing - guests.Lost;
        int connected = server.ConnectedPeers;
        foreach (Action throwIfFailed in new Action[] { line.ThrowIfFailed, server.ThrowIfFailed, guests.ThrowIfFailed }) throwIfFailed();
        guests.Stop();

        double rate = line.Written / line.FloodSeconds;
        double replies = (double)line.ReplyBytes / line.FloodBytes;
        double added = flooded.PercentileMs(0.99) - idle.PercentileMs(0.99);
        IReadOnlyList<double> times = guests.TimesMs;
        double median = times.Count == 0 ? double.NaN : times[times.Count / 2];
        string[] lines =
        [
            $"{line.Written:N0} questions of the flood in {line.FloodSeconds:0.0} s, {rate:N0} in a second, of {line.FloodBytes / line.Written} bytes with IP header; the host has looked at {Percent(seen)} of them (its socket keeps"
                + $" {server.ReceiveBufferBytes >> 10:N0} KiB) and used {hostTime / TimeSpan.FromSeconds(line.FloodSeconds):P0} of a processor. {server.Crowded:N0} got no answer because strangers crowd.",
            $"The line's thread {(line.HasPriority ? "ran before others" : "had no priority")}; 99 of 100 packets with a delay arrived no later than {line.Lateness.PercentileMs(0.99):0.00} ms after their time.",
            $"The host's transport: {server.Transport}.",
            "",
            "| clients | in | quickest | median | 90 of 100 | slowest |",
            "|---|--:|--:|--:|--:|--:|",
            $"| {clients} | {times.Count} | {At(times, 0)} | {At(times, 0.5)} | {At(times, 0.9)} | {At(times, 1)} |",
            "",
            "| round trips of the players | questions | lost | p50 | p99 | longest |",
            "|---|--:|--:|--:|--:|--:|",
            idle.Row("without the flood"),
            flooded.Row("beside it"),
            "",
            $"Replies to invented addresses: {line.ReplyBytes:N0} bytes of {line.FloodBytes:N0}, {Percent(replies)}.",
            $"Managed memory above that before the flood: {MiB(during - before)} at its end, {MiB(after - before)} {Calm.TotalSeconds:0} s later, with the {clients} clients' connections in both.",
        ];
        Check[] checks =
        [
            new("questions in a second", $">= {LeastRate * DoorLine.PerSecond:N0}", $"{rate:N0}", rate >= LeastRate * DoorLine.PerSecond, IsSanity: true),
            new("of them, seen by the host", $">= {LeastRate:P0}", Percent(seen), seen >= LeastRate, IsSanity: true),
            new("the host's transport", "the one for Linux", server.Transport, server.Transport.StartsWith("linux", StringComparison.Ordinal), IsSanity: true),
            new("clients in", $"{clients}", $"{times.Count}, {stillIn} of them until the end", times.Count == clients && stillIn == clients),
            new("connections at the end", $"{clients + Players}", $"{connected}, {playing} of {Players} players", connected == clients + Players && playing == Players),
            new("median until a client is in", $"<= {MostMedianMs / 1_000:0.0} s", $"{median / 1_000:0.000} s", median <= MostMedianMs),
            new("added to the players' 99th percentile", $"<= {MostAddedMs:0} ms", $"{added:0.00} ms", added <= MostAddedMs),
            new("replies to strangers, of the flood's bytes", $"<= {MostReplies:P0}", Percent(replies), replies <= MostReplies),
            new("memory above idle", $"<= {MiB(MostBytes)}", MiB(during - before), during - before <= MostBytes),
        ];
        return new LongRunResult(checks, lines);
    }

    private static string Percent(double part) => $"{100 * part:0.00} %";

    private static string MiB(long bytes) => $"{bytes / (double)(1 << 20):0.0} MiB";

    private static string At(IReadOnlyList<double> sorted, double part) => sorted.Count == 0 ? "" : $"{sorted[(int)Math.Min(part * sorted.Count, sorted.Count - 1)] / 1_000:0.000} s";

    private static long HeldBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static bool Await(Func<bool> isSo)
    {
        var since = Stopwatch.StartNew();
        while (!isSo())
        {
            if (since.Elapsed > Patience) return false;
            Thread.Sleep(1);
        }

        return true;
    }

    private static void WaitFor(Func<bool> isSo, Guests guests, string otherwise)
    {
        bool isThere = Await(isSo);
        guests.ThrowIfFailed();
        if (!isThere) throw new TimeoutException(otherwise);
    }
}
