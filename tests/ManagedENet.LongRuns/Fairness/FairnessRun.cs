using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using ManagedENet.LongRuns.Flows;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Fairness;

/// <summary>How two senders share one line: ours with the kernel's TCP, and ours among themselves.</summary>
internal sealed class FairnessRun : ILongRun
{
    // What the machine adds to the delay of a packet; with more, the contest is played again.
    private const double MostLatenessMs = 5;
    private const int Attempts = 2;

    // What nothing is expected of is shown, and not repeated.
    private const int WithoutGoal = 1;

    private static readonly LineSettings Line = new(BytesPerSecond: 2_500_000, DelayMs: 20, QueueBytes: 0, DropRule.AtLimit, MtuBytes: 1_500);
    private readonly Lock _output = new();

    public string Name => "fairness";

    public string Summary =>
        $"""
        Two flows that always have something to send, over one line of 20 Mbit/s with a round trip of 40 ms (BDP {Line.BandwidthDelayBytes / 1_000} kB) and a queue with a limit. Two network
        namespaces with a TUN device each, and the line between them in this process; TCP is the kernel's with CUBIC, what ManagedENet sends is received by {ENetFlow.Receiver}.
        Bytes are counted at the line with all their headers, after a start of 10 s, the flows taking turns at starting 2 s ahead. *Share* is that of the flow that is named first.

        *Drop at limit*: a packet is dropped when the queue is at its limit already, whatever its own length, as by a queue that is counted in packets. *Fits*: it is dropped when
        the queue would be longer than its limit with it, as by a strict limit of bytes; packets of ManagedENet (1,420 bytes) then get in where those of TCP (1,500) do not, which is shown, and the
        goal is held on a path of 1,420 bytes, where all packets have one length.
        The way back takes up to 0.3 ms more or less each time, without which the flows lock into phases: ManagedENet then had a share of 0.34 to 0.46 at 1 BDP. A contest whose
        packets are late by more than {MostLatenessMs:0} ms (999 of 1,000) is played once more, and the second counts, late or not.
        """;

    public string? Missing
    {
        get
        {
            if (!OperatingSystem.IsLinux()) return "namespaces and TUN devices are Linux's";
            if (Environment.UserName != "root") return "it needs root for namespaces and TUN devices";
            if (!File.Exists("/dev/net/tun")) return "there is no /dev/net/tun";
            return TcpFlow.IsThere ? null : "the kernel's TCP has no cubic";
        }
    }

    public LongRunResult Run(LongRunSettings settings)
    {
        Pairing[] pairings =
        [
            .. Pairing.All()
                .Where(pairing => settings.Drop is null || pairing.Drop == settings.Drop)
                .Where(pairing => pairing.Name.Contains(settings.Only, StringComparison.OrdinalIgnoreCase)),
        ];
        if (pairings.Length == 0) return new LongRunResult([new Check(Name, "a contest", $"none is called {settings.Only}", IsHeld: false)], []);
        var played = pairings.ToDictionary(pairing => pairing, pairing => new ContestResult[pairing.Least is null ? WithoutGoal : settings.Repetitions]);
        Play(settings, played);

        var lines = new List<string>
        {
            $"{settings.Repetitions} contests of {settings.Seconds} s each, {WithoutGoal} where there is no goal; the goal is held against the median.",
            "",
            "| | median | all | goal | held | line used | queue delay, p50 / p95 | dropped, first / second |",
            "|---|--:|---|---|---|--:|--:|--:|",
        };
        var checks = new List<Check>();
        foreach (Pairing pairing in pairings)
        {
            ContestResult[] results = played[pairing];
            double median = Median(results, pairing.Of);
            bool isHeld = pairing.IsHeldBy(median);
            string all = string.Join(' ', results.Select(result => $"{pairing.Of(result):0.000}"));
            lines.Add(
                $"| {pairing.Name} | {median:0.000} | {all} | {(pairing.IsSanity ? "sanity check: " : "")}{pairing.Goal} | {(pairing.Least is null ? "" : isHeld ? "yes" : "**no**")} | {Median(results, r => r.Utilisation):0.0 %} "
                + $"| {Median(results, r => r.MedianQueueDelayMs):0} / {Median(results, r => r.QueueDelayMs):0} ms | {Median(results, r => r.Loss):0.00 %} / {Median(results, r => r.OtherLoss):0.00 %} |");
            if (pairing.Least is not null) checks.Add(new Check(pairing.Name, pairing.Goal, $"{median:0.000}", isHeld, pairing.IsSanity));
        }

        ContestResult[] everything = [.. played.Values.SelectMany(results => results)];
        lines.Add("");
        lines.Add(
            $"999 of 1,000 packets arrived no later than {everything.Max(result => result.LatenessMs):0.00} ms after their time in the worst contest; the line's thread "
            + (everything.All(result => result.HasPriority) ? "ran before others." : "had no priority."));
        return new LongRunResult(checks, lines);
    }

    private static double Median(IEnumerable<ContestResult> results, Func<ContestResult, double> value)
    {
        double[] sorted = [.. results.Select(value).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private void Play(LongRunSettings settings, Dictionary<Pairing, ContestResult[]> played)
    {
        var waiting = new ConcurrentQueue<(Pairing Pairing, int Repetition)>(
            Enumerable.Range(0, settings.Repetitions).SelectMany(repetition => played.Keys.Where(pairing => repetition < played[pairing].Length).Select(pairing => (pairing, repetition))));
        Exception? failure = null;
        Thread[] players = [.. Enumerable.Range(0, settings.SideBySide).Select(_ => new Thread(() =>
        {
            try
            {
                while (failure is null && waiting.TryDequeue(out (Pairing Pairing, int Repetition) next))
                {
                    played[next.Pairing][next.Repetition] = Play(settings, next.Pairing, next.Repetition);
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        }))];
        foreach (Thread player in players) player.Start();
        foreach (Thread player in players) player.Join();
        if (failure is not null) throw new InvalidOperationException("A contest has failed.", failure);
    }

    private ContestResult Play(LongRunSettings settings, Pairing pairing, int repetition)
    {
        for (int attempt = 1; ; attempt++)
        {
            LineSettings line = Line with { QueueBytes = Line.BandwidthDelayBytes * pairing.QueueTenths / 10, Drop = pairing.Drop, MtuBytes = pairing.MtuBytes };
            ContestResult result = Contest.Run(line, [pairing.Kind, pairing.Other], repetition % 2, settings.Seconds);
            bool isGood = result.LatenessMs <= MostLatenessMs || attempt == Attempts;
            lock (_output) Print(settings, pairing, repetition, result, isGood);
            if (isGood) return result;
        }
    }

    private static void Print(LongRunSettings settings, Pairing pairing, int repetition, ContestResult result, bool isGood)
    {
        Console.WriteLine(
            $"{pairing.Name} #{repetition + 1}: share {result.Share:0.000}, Jain {result.Jain:0.000}, line {result.Utilisation:0.0 %}, queue {result.MedianQueueDelayMs:0} / {result.QueueDelayMs:0} ms, "
            + $"dropped {result.Loss:0.00 %} / {result.OtherLoss:0.00 %}, late by {result.LatenessMs:0.00} ms{(isGood ? "" : ": too late, once more")}");
        if (!settings.IsDetailed) return;
        foreach (CourseStep step in result.Course)
        {
            Console.WriteLine($"  {step.Bytes / 1_000,6} {step.OtherBytes / 1_000,6} kB  dropped {step.Dropped,4} {step.OtherDropped,4}  window {step.Window / 1_000,4} {step.OtherWindow / 1_000,4} kB");
        }
    }
}
