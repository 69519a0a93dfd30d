using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ManagedENet.Workloads.Report;

/// <summary>
/// Draws the ratios as horizontal bars, native at 1.0 as a line and each goal as a mark. Only what has a ratio is drawn.
/// </summary>
internal static class BenchChart
{
    private const int LabelWidth = 480;
    private const int PlotWidth = 560;
    private const int BarHeight = 13;
    private const int BarGap = 3;
    private const int GroupGap = 12;
    private const int Top = 84;
    private const int Bottom = 40;
    private const double Largest = 1.5;

    private static readonly (Engine Engine, string Colour, string Name)[] Series =
    [
        (Engine.Linux, "#1b7f5c", "ManagedENet, Linux transport"),
        (Engine.Socket, "#7fb8d8", "ManagedENet, plain Socket"),
        (Engine.LinuxReadyToRun, "#8a63b8", "Linux, ReadyToRun"),
        (Engine.LiteNetLib, "#b0b0b0", "LiteNetLib"),
    ];

    public static string Draw(BenchResult result)
    {
        List<(string Label, MetricResult[] Bars)> groups = result.Cases
            .SelectMany(bench => bench.Case.Metrics.Where(metric => metric.IsDrawn).Select(metric => (
                Label: $"{bench.Case.Title}: {metric.Title}",
                Bars: Series.Select(s => bench.Find(metric, s.Engine)).OfType<MetricResult>().Where(m => m.Ratio is not null).ToArray())))
            .Where(group => group.Bars.Length > 0)
            .ToList();
        int height = Top + Bottom + groups.Sum(group => HeightOf(group.Bars));
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{LabelWidth + PlotWidth + 70}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        DrawHead(svg, result);
        DrawGrid(svg, height);
        int y = Top;
        foreach ((string label, MetricResult[] bars) in groups)
        {
            DrawGroup(svg, label, bars, y);
            y += HeightOf(bars);
        }

        Line(svg, "</svg>");
        return svg.ToString();
    }

    private static int HeightOf(MetricResult[] bars) => (bars.Length * (BarHeight + BarGap)) + GroupGap;

    private static void DrawHead(StringBuilder svg, BenchResult result)
    {
        Text(svg, 12, 24, $"ManagedENet against native ENet {result.NativeVersion}, same machine, same run: shorter is better", "font-size=\"16\" font-weight=\"bold\"");
        int x = 12;
        foreach ((_, string colour, string name) in Series)
        {
            Line(svg, $"<rect x=\"{x}\" y=\"40\" width=\"14\" height=\"12\" fill=\"{colour}\"/>");
            Text(svg, x + 20, 50, name, string.Empty);
            x += 200;
        }

        Line(svg, $"<path d=\"M{x} 38v16\" stroke=\"#d03030\" stroke-width=\"3\"/>");
        Text(svg, x + 10, 50, "goal", string.Empty);
    }

    private static void DrawGrid(StringBuilder svg, int height)
    {
        for (int tenth = 0; tenth <= Largest * 10; tenth += 1)
        {
            if (tenth % 5 != 0 && tenth != 2) continue;
            int x = XOf(tenth / 10.0);
            bool isNative = tenth == 10;
            string stroke = isNative ? "stroke=\"#303030\" stroke-width=\"2\"" : "stroke=\"#d8d8d8\"";
            Line(svg, $"<path d=\"M{x} {Top - 8}V{height - Bottom}\" {stroke}/>");
            string label = (tenth / 10.0).ToString("0.0", CultureInfo.InvariantCulture);
            Text(svg, x, height - Bottom + 18, isNative ? $"{label} = native" : label, "text-anchor=\"middle\"");
        }
    }

    private static void DrawGroup(StringBuilder svg, string label, MetricResult[] bars, int top)
    {
        int middle = top + (bars.Length * (BarHeight + BarGap) / 2);
        Text(svg, LabelWidth - 10, middle + 3, label, "text-anchor=\"end\"");
        for (int i = 0; i < bars.Length; i++)
        {
            MetricResult bar = bars[i];
            int y = top + (i * (BarHeight + BarGap));
            int end = XOf(Math.Min(bar.Ratio!.Value, Largest));
            string colour = Series.First(s => s.Engine == bar.Engine).Colour;
            Line(svg, $"<rect x=\"{LabelWidth}\" y=\"{y}\" width=\"{Math.Max(1, end - LabelWidth)}\" height=\"{BarHeight}\" fill=\"{colour}\"/>");
            int mark = bar.Goal is { Kind: GoalKind.RatioAtMost } ? XOf(bar.Goal.Limit) : 0;
            bool isInTheWay = mark > end - 4 && mark < end + 36;
            Text(svg, isInTheWay ? Math.Max(end, mark) + 5 : end + 5, y + BarHeight - 2, bar.Ratio.Value.ToString("0.00", CultureInfo.InvariantCulture), "fill=\"#404040\" font-size=\"11\"");
            if (mark > 0) Line(svg, $"<path d=\"M{mark} {y - 1}v{BarHeight + 2}\" stroke=\"#d03030\" stroke-width=\"3\"/>");
        }
    }

    private static int XOf(double ratio) => LabelWidth + (int)Math.Round(ratio / Largest * PlotWidth);

    private static void Text(StringBuilder svg, int x, int y, string text, string attributes)
    {
        string escaped = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        Line(svg, $"<text x=\"{x}\" y=\"{y}\" {attributes}>{escaped}</text>");
    }

    private static void Line(StringBuilder svg, string line) => svg.Append(line).Append('\n');
}
