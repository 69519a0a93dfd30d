using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;

namespace ManagedENet.Workloads.Report;

/// <summary>Reads what <see cref="BenchJson"/> wrote: one result of the runs of several files. Goals are those of today.</summary>
internal static class BenchJsonReader
{
    /// <exception cref="ToolException">A file is no such file, or they come from different machines, whose figures are not to be mixed.</exception>
    public static (BenchSettings Settings, BenchResult Result) Read(IReadOnlyList<string> files)
    {
        var parts = new List<BenchResult>();
        var repeats = new List<int>();
        bool isQuick = false;
        foreach (string file in files)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
                parts.Add(ReadOne(document.RootElement));
                repeats.Add(document.RootElement.GetProperty("repeats").GetInt32());
                isQuick |= document.RootElement.GetProperty("quick").GetBoolean();
            }
            catch (Exception e) when (e is JsonException or IOException or KeyNotFoundException or InvalidOperationException)
            {
                throw new ToolException($"{file} is no file of results: {e.Message}");
            }
        }

        BenchResult first = parts[0];
        if (parts.Any(part => !part.Machine.SequenceEqual(first.Machine, StringComparer.Ordinal))) throw new ToolException("the files come from different machines: keep their figures apart.");
        Dictionary<string, CaseResult> byName = parts.SelectMany(part => part.Cases).GroupBy(bench => bench.Case.Name, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);
        List<CaseResult> cases = BenchCatalogue.All.Where(bench => byName.ContainsKey(bench.Name)).Select(bench => byName[bench.Name]).ToList();
        var settings = new BenchSettings { Cases = cases.Select(bench => bench.Case).ToList(), Repeats = repeats.Min(), IsQuick = isQuick };
        return (settings, first with { Cases = cases });
    }

    private static BenchResult ReadOne(JsonElement root) => new(
        root.GetProperty("machine").EnumerateArray().Select(line => line.GetString()!).ToList(),
        root.GetProperty("native").GetString(),
        root.GetProperty("whyNoNative").GetString(),
        root.GetProperty("cases").EnumerateArray().Select(ReadCase).ToList(),
        []);

    private static CaseResult ReadCase(JsonElement known)
    {
        string name = known.GetProperty("name").GetString()!;
        BenchCase bench = BenchCatalogue.All.FirstOrDefault(c => c.Name == name) ?? throw new ToolException($"there is no case '{name}' any more.");
        var samples = new Dictionary<Engine, IReadOnlyList<Sample>>();
        foreach (JsonProperty engine in known.GetProperty("samples").EnumerateObject())
        {
            Engine key = Engine.All.FirstOrDefault(one => one.Key == engine.Name) ?? throw new ToolException($"there is no engine '{engine.Name}' any more.");
            samples[key] = engine.Value.EnumerateArray().Select(ReadSample).ToList();
        }

        return new CaseResult(bench, samples);
    }

    private static Sample ReadSample(JsonElement values)
    {
        var sample = new Sample();
        foreach (JsonProperty value in values.EnumerateObject()) sample[value.Name] = value.Value.GetDouble();
        return sample;
    }
}
