using System;
using System.Linq;
using System.Text.Json;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;

namespace ManagedENet.Workloads.Report;

/// <summary>Everything that was measured, for programs.</summary>
internal static class BenchJson
{
    public static string Write(BenchSettings settings, BenchResult result) => JsonText.Write(writer =>
    {
        writer.WriteStartArray("machine");
        foreach (string line in result.Machine) writer.WriteStringValue(line);
        writer.WriteEndArray();
        writer.WriteString("native", result.NativeVersion);
        writer.WriteString("whyNoNative", result.WhyNoNative);
        writer.WriteNumber("repeats", settings.Repeats);
        writer.WriteBoolean("quick", settings.IsQuick);
        writer.WriteStartArray("cases");
        foreach (CaseResult bench in result.Cases) WriteCase(writer, bench);
        writer.WriteEndArray();
    }) + Environment.NewLine;

    private static void WriteCase(Utf8JsonWriter writer, CaseResult bench)
    {
        writer.WriteStartObject();
        writer.WriteString("name", bench.Case.Name);
        writer.WriteString("title", bench.Case.Title);
        writer.WriteStartArray("metrics");
        foreach (Metric metric in bench.Case.Metrics)
        {
            foreach (Engine engine in bench.Samples.Keys) WriteMetric(writer, bench.Find(metric, engine)!);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("samples");
        foreach ((Engine engine, var samples) in bench.Samples)
        {
            writer.WriteStartArray(engine.Key);
            foreach (Sample sample in samples)
            {
                writer.WriteStartObject();
                foreach ((string name, double value) in sample.Values) writer.WriteNumber(name, Math.Round(value, 4));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMetric(Utf8JsonWriter writer, MetricResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("metric", result.Metric.Key);
        writer.WriteString("engine", result.Engine.Key);
        writer.WriteString("unit", result.Metric.Unit);
        writer.WriteNumber("median", Math.Round(result.Median, 4));
        if (result.Ratio is { } ratio) writer.WriteNumber("ratio", Math.Round(ratio, 4));
        if (result.Goal is { } goal) writer.WriteString("goal", goal.ToString());
        if (result.IsReached is { } isReached) writer.WriteBoolean("reached", isReached);
        writer.WriteEndObject();
    }
}
