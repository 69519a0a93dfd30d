using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Xml.Linq;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Tests.Simulate;

/// <summary>What a simulation writes about its senders: lines, and a drawing.</summary>
[TestFixture]
internal sealed class SenderLogTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("enet-log-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_log_has_a_line_of_json_for_each_event()
    {
        string file = Path.Combine(_folder, "run.qlog");
        Run("--control cubic --duration 3 --loss 5 --log", file);
        string[] lines = File.ReadAllLines(file);
        JsonElement[] events = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(events[0].GetProperty("qlog_format").GetString(), Is.EqualTo("NDJSON"));
        Assert.That(events.Skip(1).Select(e => e.GetProperty("time").GetDouble()), Is.Ordered);
        string[] names = [.. events.Skip(1).Select(e => e.GetProperty("name").GetString()!).Distinct(StringComparer.Ordinal)];
        Assert.That(names, Is.SupersetOf(new[] { "connectivity:connection_started", "transport:packet_sent", "recovery:packets_acked", "recovery:packet_lost", "recovery:metrics_updated" }));
    }

    [Test]
    public void Each_control_has_a_log_of_its_own()
    {
        Run("--control native,cubic --duration 1 --log", Path.Combine(_folder, "run.qlog"), "--plot", Path.Combine(_folder, "plot.svg"));
        Assert.That(Directory.GetFiles(_folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "run.native.qlog", "run.cubic.qlog", "plot.svg" }));
        string states = File.ReadAllText(Path.Combine(_folder, "run.native.qlog"));
        Assert.That(states, Does.Contain("transport:packet_sent").And.Not.Contain("slow_start"));
        Assert.That(File.ReadAllText(Path.Combine(_folder, "run.cubic.qlog")), Does.Contain("slow_start"));
    }

    [TestCase("--control native,cubic,model --duration 2 --loss 3 --bulk 300000", 9)]
    [TestCase("--control native --duration 0.1 --rate 0", 3)]
    [TestCase("--control cubic --duration 12 --loss 100", 3)]
    public void A_plot_has_a_line_in_each_row_for_each_control_and_nothing_outside(string options, int lines)
    {
        string file = Path.Combine(_folder, "plot.svg");
        Run(options + " --plot", file);
        XElement root = XDocument.Parse(File.ReadAllText(file)).Root!;
        double[] box = Numbers(root.Attribute("viewBox")!.Value);
        XElement[] drawn = [.. root.Elements(Svg + "polyline")];
        Assert.That(drawn, Has.Length.EqualTo(lines));
        foreach (XElement line in drawn)
        {
            double[][] points = [.. Numbers(line.Attribute("points")!.Value).Chunk(2)];
            foreach (double[] point in points) Assert.That((point[0], point[1]), Is.EqualTo((Math.Clamp(point[0], 90, 870), Math.Clamp(point[1], 90, box[3]))));
            Assert.That(points.Select(p => p[0]), Is.Ordered);
        }

        Assert.That(root.Descendants(Svg + "text").Select(t => t.Value), Is.SupersetOf(new[] { "Window, kB", "In flight, kB", "Smoothed round trip, ms", "0 s" }));
        Assert.That(root.Descendants(Svg + "text").Select(t => (double)t.Attribute("y")!), Has.All.LessThan(box[3]));
    }

    [TestCase("--log")]
    [TestCase("--plot")]
    public void A_file_that_cannot_be_written_gets_one_line(string option)
    {
        ToolRun run = ToolRun.Of("simulate", "--duration", "0.1", option, Path.Combine(_folder, "none", "file"));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("enet: cannot write "));
    }

    private static void Run(string options, params string[] rest)
    {
        ToolRun run = ToolRun.Of(["simulate", .. options.Split(' '), .. rest]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Is.Empty);
    }

    private static double[] Numbers(string text) => [.. text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
}
