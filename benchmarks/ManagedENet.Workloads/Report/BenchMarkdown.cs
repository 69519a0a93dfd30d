using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace ManagedENet.Workloads.Report;

/// <summary>The tables of RESULTS.md: what has goals, the first second, and the rest.</summary>
internal static class BenchMarkdown
{
    public static string Write(BenchResult result)
    {
        var text = new StringBuilder();
        ILookup<bool, (CaseResult Bench, Metric Metric)> warm = result.Cases.Where(bench => !bench.Case.IsFirstSecond).SelectMany(Rows).ToLookup(row => row.Metric.Goals.Count > 0);
        Append(text, "Against the goals", warm[true]);
        Append(text, "The first second", result.Cases.Where(bench => bench.Case.IsFirstSecond).SelectMany(Rows));
        Append(text, "The rest", warm[false]);
        return text.ToString();
    }

    private static IEnumerable<(CaseResult Bench, Metric Metric)> Rows(CaseResult bench) => bench.Case.Metrics.Select(metric => (bench, metric));

    private static void Append(StringBuilder text, string heading, IEnumerable<(CaseResult Bench, Metric Metric)> lines)
    {
        List<(CaseResult Bench, Metric Metric)> rows = lines.ToList();
        if (rows.Count == 0) return;
        List<Engine> engines = Engine.All.Where(engine => rows.Any(row => row.Bench.Samples.ContainsKey(engine))).ToList();
        text.Append("## ").Append(heading).Append("\n\n| work |").AppendJoin("", engines.Select(engine => $" {engine.Title} |"));
        text.Append("\n|---|").AppendJoin("", engines.Select(_ => "--:|")).Append('\n');
        foreach ((CaseResult bench, Metric metric) in rows)
        {
            text.Append("| ").Append(bench.Case.Title).Append(": ").Append(metric.Title).Append(", ").Append(metric.Unit).Append(" |");
            foreach (Engine engine in engines) text.Append(bench.Find(metric, engine) is { } found ? $" {Cell(found)} |" : " |");
            text.Append('\n');
        }

        text.Append('\n');
    }

    private static string Cell(MetricResult result)
    {
        string text = BenchTable.ValueAndRatio(result);
        return result.IsReached == false ? text.Replace("missed", "**missed**", System.StringComparison.Ordinal) : text;
    }
}
