using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Throughput;

/// <summary>What one kind of sender brings through one network, as it stands in the table.</summary>
internal sealed record ThroughputFigures(string Reliable, string SentAgain, string Unreliable)
{
    public const int Seconds = 20;

    /// <summary>So long a connection is looked at that gets less than the low rate through, in kB/s.</summary>
    public const int LongSeconds = 60;
    public const int LowRate = 50;

    public const int QueuedPackets = 355;
    public const int PacketBytes = 1_000;

    public static ThroughputFigures Measure(ThroughputNetwork network, Func<VirtualWorld, IThroughputPair> makePair)
    {
        var reliable = new List<ReliableRun>();
        var unreliable = new List<UnreliableRun>();
        for (int run = 0; run < network.Runs; run++)
        {
            using IThroughputPair pair = network.Connect(makePair, run);
            reliable.Add(new ReliableRun(pair));
            reliable[run].Measure();
        }

        for (int run = 0; run < network.Runs; run++)
        {
            using IThroughputPair pair = network.Connect(makePair, run);
            unreliable.Add(new UnreliableRun(pair));
            unreliable[run].Measure();
        }

        return new ThroughputFigures(
            FormattableString.Invariant($"{Math.Floor(reliable.Average(run => run.KilobytesPerSecond))}{Lost([.. reliable.Select(run => run.LostMs)])}"),
            FormattableString.Invariant($"{reliable.Average(run => run.SentAgainPercent):F1}"),
            FormattableString.Invariant($"{unreliable.Average(run => run.DeliveredPercent):F1}{Lost([.. unreliable.Select(run => run.LostMs)])}"));
    }

    private static string Lost(IReadOnlyCollection<long?> lostMs)
    {
        double[] seconds = [.. lostMs.OfType<long>().Order().Select(ms => ms / 1_000.0)];
        if (seconds.Length == 0) return "";
        string share = lostMs.Count > 1 ? $"{seconds.Length} of {lostMs.Count} " : "";
        string last = seconds.Length > 1 ? FormattableString.Invariant($" to {seconds[^1]:F1}") : "";
        return FormattableString.Invariant($", {share}lost at {seconds[0]:F1}{last} s");
    }
}
