using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;
using Spectre.Console;

namespace ManagedENet.Workloads.FirstSecond;

/// <summary>Milliseconds of processor time since the process began, and how they compare with native's in the same turn.</summary>
internal static class FirstSecondTable
{
    private const double NsPerMs = 1_000_000;
    private static readonly string[] Moments = ["main", "first", "tenThousandth", "last"];

    public static void Write(ToolConsole console, IReadOnlyList<Contestant> contestants, IReadOnlyDictionary<Contestant, List<Sample>> samples)
    {
        var table = new Table().RoundedBorder();
        table.AddColumn("CPU since the process began, ms");
        foreach (string heading in new[] { "Main", "first echo", "10,000th", "200,000th", "10,000th / native", "200,000th / native", "compiled until the first" }) table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (Contestant one in contestants)
        {
            List<Sample> own = samples[one];
            List<Sample>? native = samples.GetValueOrDefault(Contestant.Native);
            IEnumerable<string> times = Moments.Select(moment => FormattableString.Invariant($"{MetricResult.MedianOf(own.Select(sample => sample[moment] / NsPerMs).ToList()):0.0}"));
            table.AddRow([one.Title, .. times, Ratio(own, native, "tenThousandth"), Ratio(own, native, "last"), Methods(own)]);
        }

        console.Rich.Write(table);
    }

    private static string Ratio(List<Sample> own, List<Sample>? native, string moment) =>
        native is null ? "-" : FormattableString.Invariant($"{MetricResult.MedianOf(own.Zip(native, (mine, theirs) => mine[moment] / theirs[moment]).ToList()):0.00}");

    private static string Methods(List<Sample> own) => own[0].Values.ContainsKey("methodsAtFirst") ? FormattableString.Invariant($"{MetricResult.MedianOf(own.Select(sample => sample["methodsAtFirst"]).ToList()):0}") : "-";
}
