using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using Spectre.Console;

namespace ManagedENet.Workloads.Report;

/// <summary>What was measured, for people: medians, then the ratios, last.</summary>
internal static class BenchTable
{
    private static readonly string[] Headings = ["work", "native", "Socket", "Linux", "unit", "Socket / native", "Linux / native"];

    public static void Write(ToolConsole console, BenchResult result)
    {
        console.Rich.Write(Create(result));
        foreach (string line in Lines(result)) console.WriteLine(line);
    }

    private static Table Create(BenchResult result)
    {
        var table = new Table().RoundedBorder();
        foreach (string heading in Headings) table.AddColumn(heading is "work" or "unit" ? new TableColumn(heading) : new TableColumn(heading).RightAligned());
        foreach (CaseResult bench in result.Cases)
        {
            foreach (Metric metric in bench.Case.Metrics)
            {
                table.AddRow(
                    Markup.Escape($"{bench.Case.Title}: {metric.Title}"),
                    Value(bench.Find(metric, Engine.Native)),
                    Value(bench.Find(metric, Engine.Socket)),
                    Value(bench.Find(metric, Engine.Linux)),
                    Markup.Escape(metric.Unit),
                    Ratio(bench.Find(metric, Engine.Socket)),
                    Ratio(bench.Find(metric, Engine.Linux)));
            }
        }

        return table;
    }

    private static string Value(MetricResult? result) => result is null ? "-" : Number(result.Median);

    private static string Ratio(MetricResult? result)
    {
        if (result is null) return "-";
        string ratio = result.Ratio is { } value ? FormattableString.Invariant($"{value:0.00}") : "-";
        if (result.Goal is null) return ratio;
        string goal = Markup.Escape($"{ratio} ({result.Goal})");
        return result.IsReached switch
        {
            true => $"[green]{goal}[/]",
            false => $"[red]{goal} missed[/]",
            null => goal,
        };
    }

    private static string Number(double value) => value switch
    {
        >= 1000 => FormattableString.Invariant($"{value:#,0}"),
        >= 100 => FormattableString.Invariant($"{value:0}"),
        >= 10 => FormattableString.Invariant($"{value:0.0}"),
        _ => FormattableString.Invariant($"{value:0.00}"),
    };

    private static IEnumerable<string> Lines(BenchResult result)
    {
        foreach (string line in result.Failures) yield return $"not measured: {line}";
        foreach (string line in result.Machine) yield return line;
        yield return result.WhyNoNative is { } why
            ? $"native ENet is left out, and with it every ratio: {why}. On Debian: apt install gcc libenet-dev"
            : $"native ENet {result.NativeVersion}, through its own C API in a process of its own";
        yield return "a ratio is the median of the ratios within each repeat, smaller is better; in brackets the goal (of the value itself where it is no ratio)";
        List<MetricResult> judged = result.Cases
            .SelectMany(bench => bench.Case.Metrics.SelectMany(metric => new[] { bench.Find(metric, Engine.Socket), bench.Find(metric, Engine.Linux) }))
            .OfType<MetricResult>()
            .Where(metric => metric.IsReached is not null)
            .ToList();
        if (judged.Count > 0) yield return $"{judged.Count(metric => metric.IsReached == true)} of {judged.Count} goals reached";
        double allocated = result.Cases.SelectMany(bench => bench.Samples).Where(pair => pair.Key != Engine.Native && pair.Value.All(sample => sample["messages"] > 0))
            .Select(pair => MetricResult.MedianOf(pair.Value.Select(sample => sample["allocated"] / sample["messages"]).ToList())).DefaultIfEmpty().Max();
        yield return FormattableString.Invariant($"bytes allocated per message by a managed process, median of the repeats, most of all work: {allocated:0.####}");
    }
}
