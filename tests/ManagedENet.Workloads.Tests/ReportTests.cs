using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Xml.Linq;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;
using ManagedENet.Workloads.Report;

namespace ManagedENet.Workloads.Tests;

[TestFixture]
internal sealed class ReportTests
{
    private static readonly Metric Time = new("time", "time < all & \"more\"", "ns", sample => sample["cpu"]);

    private static readonly BenchCase Case = new("made-up", "made up", "crc size=1", [Time.Reaching(Goal.Ratio(0.5))]);

    private static readonly BenchResult Result = new(["a machine"], "1.3.17", null, [new CaseResult(Case, Samples())], []);

    private static readonly BenchSettings Settings = new() { Cases = [Case], Repeats = 2 };

    [Test]
    public void The_published_results_have_the_shape_that_is_written_today()
    {
        using JsonDocument written = JsonDocument.Parse(BenchJson.Write(Settings, Result));
        using JsonDocument published = JsonDocument.Parse(Published("bench-amd-epyc.json"));
        Assert.That(Shape(written.RootElement), Is.EqualTo(Shape(published.RootElement)));
        Assert.That(Shape(written.RootElement.GetProperty("cases")[0], exceptOf: "samples"), Is.EqualTo(Shape(published.RootElement.GetProperty("cases")[0], exceptOf: "samples")));
    }

    // One file for each processor.
    private static string[] PublishedFiles => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "results"), "bench-*.json").Select(file => Path.GetFileName(file)!).ToArray();

    [TestCaseSource(nameof(PublishedFiles))]
    public void Every_case_and_metric_of_the_published_results_can_be_measured_again(string file)
    {
        using JsonDocument published = JsonDocument.Parse(Published(file));
        JsonElement[] cases = published.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        Assert.That(cases, Is.Not.Empty);
        foreach (JsonElement known in cases)
        {
            BenchCase bench = BenchCatalogue.All.Single(c => c.Name == known.GetProperty("name").GetString());
            Assert.That(known.GetProperty("title").GetString(), Is.EqualTo(bench.Title));
            Assert.That(
                known.GetProperty("metrics").EnumerateArray().Select(metric => metric.GetProperty("metric").GetString()).Distinct(StringComparer.Ordinal),
                Is.EqualTo(bench.Metrics.Select(metric => metric.Key)));
        }
    }

    [Test]
    public void The_numbers_of_a_result_are_in_its_file()
    {
        using JsonDocument written = JsonDocument.Parse(BenchJson.Write(Settings, Result));
        JsonElement[] metrics = written.RootElement.GetProperty("cases")[0].GetProperty("metrics").EnumerateArray().ToArray();
        Assert.That(metrics.Select(metric => metric.GetProperty("engine").GetString()), Is.EqualTo(["native", "socket"]));
        Assert.That(metrics.Select(metric => metric.GetProperty("median").GetDouble()), Is.EqualTo([150, 90]));
        Assert.That(metrics[1].GetProperty("ratio").GetDouble(), Is.EqualTo(0.6));
        Assert.That(metrics[1].GetProperty("reached").GetBoolean(), Is.False);
    }

    [Test]
    public void Results_of_several_runs_are_put_together_and_of_what_was_measured_twice_the_last_counts()
    {
        string[] parts = [Measured("crc", 100, "a machine"), Measured("range", 30, "a machine"), Measured("crc", 50, "a machine")];
        WithFiles(parts, files =>
        {
            string all = files[0] + ".all";
            WorkloadsRun run = WorkloadsRun.Of(["report", .. files, "--json", all]);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.Output, Does.Contain("| CRC-32 of 1,200 B: CPU per message, ns | 100 | 5.00 = 0.05 (≤ 0.05) |"));
            Assert.That(run.Output, Does.Contain("| range coder, 1,200 B, both directions: CPU per message, ns | 100 | 3.00 = 0.03 (≤ 0.7) |"));
            Assert.That(BenchJsonReader.Read([all]).Result.Cases.Select(bench => bench.Case.Name), Is.EqualTo(["crc", "range"]));
        });
    }

    [TestCase("{}")]
    [TestCase("[")]
    [TestCase("42")]
    public void What_is_no_file_of_results_is_refused(string text) => WithFiles([text], files =>
    {
        WorkloadsRun run = WorkloadsRun.Of(["report", .. files]);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.ErrorLines.Single(), Does.Contain($"{files[0]} is no file of results"));
    });

    [Test]
    public void Figures_of_different_machines_are_kept_apart() => WithFiles([Measured("crc", 100, "a machine"), Measured("range", 100, "another machine")], files =>
        Assert.That(WorkloadsRun.Of(["report", .. files]).ErrorLines.Single(), Does.Contain("different machines")));

    [Test]
    public void A_chart_is_well_formed_whatever_the_titles_say()
    {
        XDocument chart = XDocument.Parse(BenchChart.Draw(Result));
        List<string> texts = chart.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToList();
        Assert.That(texts, Does.Contain($"made up: {Time.Title}").And.Contain("0.60"));
    }

    private static string Measured(string name, double nsForTen, string machine)
    {
        BenchCase bench = BenchCatalogue.All.Single(c => c.Name == name);
        var samples = new Dictionary<Engine, IReadOnlyList<Sample>>
        {
            [Engine.Native] = [new Sample { ["cpu"] = 1000, ["messages"] = 10 }],
            [Engine.Socket] = [new Sample { ["cpu"] = nsForTen, ["messages"] = 10 }],
        };
        return BenchJson.Write(Settings, new BenchResult([machine], "1.3.17", null, [new CaseResult(bench, samples)], []));
    }

    private static void WithFiles(string[] texts, Action<string[]> action)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("workloads-tests-");
        try
        {
            string[] files = texts.Select((_, i) => Path.Combine(folder.FullName, $"{i}.json")).ToArray();
            for (int i = 0; i < files.Length; i++) File.WriteAllText(files[i], texts[i]);
            action(files);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<Engine, IReadOnlyList<Sample>> Samples() => new()
    {
        [Engine.Native] = [new Sample { ["cpu"] = 100 }, new Sample { ["cpu"] = 200 }],
        [Engine.Socket] = [new Sample { ["cpu"] = 60 }, new Sample { ["cpu"] = 120 }],
    };

    private static string Published(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "results", file));

    // Names and kinds, and of a list those of its elements; what an optional member adds is not held against it.
    private static string[] Shape(JsonElement element, string exceptOf = "") => element.EnumerateObject()
        .Select(member => member.Name == exceptOf || member.Value.ValueKind is not JsonValueKind.Array ? $"{member.Name}" : $"{member.Name}[{member.Value[0].ValueKind}]")
        .ToArray();
}
