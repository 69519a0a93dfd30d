using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using Spectre.Console;

namespace ManagedENet.Workloads.Report;

/// <summary>What was measured, for people: medians, then the ratios, last.</summary>
internal static class BenchTable
{
    // A log file holds no wrapped lines.
    private const int RedirectedWidth = 240;

    public static void Write(ToolConsole console, BenchResult result)
    {
        if (!console.IsInteractive) console.Rich.Profile.Width = RedirectedWidth;

        // The first second has more columns: how a program was compiled matters there.
        foreach (IGrouping<bool, CaseResult> cases in result.Cases.GroupBy(bench => bench.Case.IsFirstSecond)) console.Rich.Write(Create(cases.ToList()));
        foreach (string line in Lines(result)) console.WriteLine(line);
    }

    private static Table Create(List<CaseResult> cases)
    {
        List<Engine> others = Engine.All.Where(engine => engine != Engine.Native && cases.Any(bench => bench.Samples.ContainsKey(engine))).ToList();
        var table = new Table().RoundedBorder();
        table.AddColumn("work");
        table.AddColumn(new TableColumn("native").RightAligned());
        foreach (Engine engine in others) table.AddColumn(new TableColumn(engine.Title).RightAligned());
        foreach (CaseResult bench in cases)
        {
            foreach (Metric metric in bench.Case.Metrics)
            {
                string work = Markup.Escape($"{bench.Case.Title}: {metric.Title}, {metric.Unit}");
                table.AddRow([work, Value(bench.Find(metric, Engine.Native)), .. others.Select(engine => Cell(bench.Find(metric, engine)))]);
            }
        }

        return table;
    }

    private static string Value(MetricResult? result) => result is null ? "-" : Number(result.Median);

    /// <summary>A value, its ratio to native, its goal, and whether that is missed.</summary>
    public static string ValueAndRatio(MetricResult result)
    {
        string text = Number(result.Median);
        if (result.Ratio is { } ratio && result.Metric.IsDrawn) text += FormattableString.Invariant($" = {ratio:0.00}");
        if (result.Goal is not null) text += $" ({result.Goal})";
        return result.IsReached == false ? text + " missed" : text;
    }

    private static string Cell(MetricResult? result)
    {
        if (result is null) return "-";
        string text = Markup.Escape(ValueAndRatio(result));
        return result.IsReached switch
        {
            true => $"[green]{text}[/]",
            false => $"[red]{text}[/]",
            null => text,
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
        yield return "behind each value its ratio to native: the median of the ratios within each repeat, smaller is better; in brackets the goal (of the value itself where it is no ratio)";
        if (result.Cases.Any(bench => bench.Case.IsFirstSecond)) yield return "R2R and AOT: a worker published with PublishReadyToRun or PublishAot; the others are compiled while they run";
        List<MetricResult> judged = result.Cases
            .SelectMany(bench => bench.Case.Metrics.SelectMany(metric => bench.Samples.Keys.Select(engine => bench.Find(metric, engine))))
            .OfType<MetricResult>()
            .Where(metric => metric.IsReached is not null)
            .ToList();
        if (judged.Count > 0) yield return $"{judged.Count(metric => metric.IsReached == true)} of {judged.Count} goals reached";
        double allocated = result.Cases.Where(bench => !bench.Case.IsFirstSecond).SelectMany(bench => bench.Samples).Where(pair => Engine.Usual.Contains(pair.Key) && pair.Key != Engine.Native && pair.Value.All(sample => sample["messages"] > 0))
            .Select(pair => MetricResult.MedianOf(pair.Value.Select(sample => sample["allocated"] / sample["messages"]).ToList())).DefaultIfEmpty().Max();
        yield return FormattableString.Invariant($"bytes allocated per message by a process of ManagedENet, median of the repeats, most of all work that is warm: {allocated:0.####}");
    }
}
