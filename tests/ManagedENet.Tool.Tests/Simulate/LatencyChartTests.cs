using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace ManagedENet.Tool.Tests.Simulate;

[TestFixture]
internal sealed class LatencyChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [TestCase("--duration 5 --control native,cubic", 2)]
    [TestCase("--duration 5 --control native --loss 30 --delay 0 --jitter 0", 1)]
    [TestCase("--duration 1 --control native,cubic --path-mtu 50", 0)]
    [TestCase("--duration 0.1 --rate 0", 0)]
    public void A_chart_is_well_formed_and_has_a_line_for_each_control_that_delivered(string options, int lines)
    {
        XElement root = Draw(options);
        Assert.That(root.Name, Is.EqualTo(Svg + "svg"));
        XElement[] drawn = [.. root.Elements(Svg + "polyline")];
        Assert.That(drawn, Has.Length.EqualTo(lines));
        double[] box = Numbers(root.Attribute("viewBox")!.Value).ToArray();
        foreach (XElement line in drawn)
        {
            (double X, double Y)[] points = [.. Numbers(line.Attribute("points")!.Value).Chunk(2).Select(p => (p[0], p[1]))];
            Assert.That(points, Has.Length.GreaterThan(1));
            Assert.That(points, Has.All.Matches<(double X, double Y)>(p => p.X >= 0 && p.X <= box[2] && p.Y >= 0 && p.Y <= box[3]));
            Assert.That(points.Select(p => p.X), Is.Ordered, "more of the messages lie to the right");
            Assert.That(points.Select(p => -p.Y), Is.Ordered, "and take longer");
        }
    }

    [Test]
    public void A_chart_names_its_controls_and_follows_light_and_dark()
    {
        XElement root = Draw("--duration 1 --control cubic,native");
        string[] texts = [.. root.Descendants(Svg + "text").Select(t => t.Value)];
        Assert.That(texts, Does.Contain("cubic").And.Contain("native").And.Contain("p99.9").And.Contain("max"));
        Assert.That(root.Element(Svg + "style")!.Value, Does.Contain("prefers-color-scheme: dark"));
    }

    private static XElement Draw(string options)
    {
        string file = Path.GetTempFileName();
        try
        {
            ToolRun run = ToolRun.Of(["simulate", "--svg", file, .. options.Split(' ')]);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            return XDocument.Parse(File.ReadAllText(file)).Root!;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<double> Numbers(string text)
        => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture));
}
