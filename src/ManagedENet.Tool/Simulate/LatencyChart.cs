using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Simulate;

/// <summary>
/// The latencies of each congestion control as a drawing: to the right the share of messages that were at least so fast, each nine more as wide as the one before it, and
/// upward the time, each doubling as high as the one before it. It follows the reader's choice of light or dark.
/// </summary>
internal static class LatencyChart
{
    private const int Width = 900;
    private const int Height = 520;
    private const int Left = 80;
    private const int Right = 860;
    private const int Top = 110;
    private const int Bottom = 450;
    private const double StepOfNines = 0.02;
    private const double NinesAtMaximum = 3.4;

    /// <summary>Colours and strokes of a drawing.</summary>
    public const string Style = """
        <style>
          svg { color: #222222; font: 14px system-ui, sans-serif; }
          .page { fill: #ffffff; }
          text { fill: currentColor; }
          .grid { stroke: currentColor; stroke-opacity: 0.18; }
          .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
          @media (prefers-color-scheme: dark) { svg { color: #e6e6e6; } .page { fill: #16181d; } }
        </style>
        """;

    private static readonly (string Name, double Nines)[] Shares = [("p50", Nines(0.5)), ("p90", 1), ("p95", Nines(0.95)), ("p99", 2), ("p99.9", 3), ("max", NinesAtMaximum)];

    // Readable on white and on black; the dashes tell them apart for who does not see the colours.
    public static readonly (string Color, string Dashes)[] Pens = [("#d9661f", "none"), ("#2a7fd4", "9 4"), ("#1f9d63", "2 4"), ("#a855c7", "12 4 2 4")];

    public static string Draw(SimulateSettings settings, SimulationResult result)
    {
        ControlResult[] drawn = [.. result.Controls.Where(c => c.Latencies.Count > 0)];
        double least = drawn.Select(c => c.Latencies.MinimumMs).DefaultIfEmpty(10).Min();
        double most = drawn.Select(c => c.Latencies.MaximumMs).DefaultIfEmpty(100).Max();
        double[] ticks = TicksAround(Math.Max(least, 0.5), Math.Max(most, 1));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" aria-label="Latency of messages by congestion control">
            {Style}
            <rect class="page" width="{Width}" height="{Height}"/>
            <text x="{Left}" y="30" font-size="18" font-weight="600">Latency of {settings.ModeName} messages, one way</text>
            <text x="{Left}" y="52">{Subtitle(settings)}</text>

            """);
        AppendGrid(svg, ticks);
        for (int i = 0; i < result.Controls.Count; i++) AppendControl(svg, result.Controls[i], i, ticks);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendGrid(StringBuilder svg, double[] ticks)
    {
        foreach (double ms in ticks)
        {
            string y = Number(YOf(ms, ticks));
            svg.Append(CultureInfo.InvariantCulture, $"""<line class="grid" x1="{Left}" x2="{Right}" y1="{y}" y2="{y}"/><text x="{Left - 8}" y="{y}" text-anchor="end" dominant-baseline="middle">{ms:0.#} ms</text>""").Append('\n');
        }

        foreach ((string name, double nines) in Shares)
        {
            string x = Number(XOf(nines));
            svg.Append(CultureInfo.InvariantCulture, $"""<line class="grid" x1="{x}" x2="{x}" y1="{Top}" y2="{Bottom}"/><text x="{x}" y="{Bottom + 22}" text-anchor="middle">{name}</text>""").Append('\n');
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{(Left + Right) / 2}" y="{Bottom + 50}" text-anchor="middle">share of the messages that were at least so fast</text>""").Append('\n');
    }

    private static void AppendControl(StringBuilder svg, ControlResult control, int index, double[] ticks)
    {
        (string color, string dashes) = Pens[index % Pens.Length];
        Percentiles latencies = control.Latencies;
        int legendX = Left + (index * (Right - Left) / 3);
        svg.Append(CultureInfo.InvariantCulture, $"""<line class="line" stroke="{color}" stroke-dasharray="{dashes}" x1="{legendX}" x2="{legendX + 34}" y1="75" y2="75"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{legendX + 42}" y="80" font-weight="600">{control.Name}</text><text x="{legendX + 42}" y="98" font-size="12">{Legend(control)}</text>""").Append('\n');
        if (latencies.Count == 0) return;
        IEnumerable<string> points = Corners([.. Points(latencies)]).Select(p => $"{Number(XOf(p.Nines))},{Number(YOf(p.Ms, ticks))}");
        svg.Append(CultureInfo.InvariantCulture, $"""<polyline class="line" stroke="{color}" stroke-dasharray="{dashes}" points="{string.Join(' ', points)}"/>""").Append('\n');
    }

    private static IEnumerable<(double Nines, double Ms)> Points(Percentiles latencies)
    {
        for (double nines = 0; nines <= 3 + (StepOfNines / 2); nines += StepOfNines) yield return (nines, latencies.At(1 - Math.Pow(10, -nines)));
        yield return (NinesAtMaximum, latencies.MaximumMs);
    }

    // Most shares have the latency of their neighbours: only where it changes is there something to draw.
    private static IEnumerable<(double Nines, double Ms)> Corners((double Nines, double Ms)[] points)
        => points.Where((point, i) => i == 0 || i == points.Length - 1 || point.Ms != points[i - 1].Ms || point.Ms != points[i + 1].Ms);

    private static string Subtitle(SimulateSettings settings) => FormattableString.Invariant(
        $"{settings.Rate} a second of {settings.SizeBytes} bytes, frames of {settings.FrameMs:0.#} ms; {settings.DelayMs} ms one way, {settings.LossPercent} % loss (seed {settings.Seed})");

    private static string Legend(ControlResult control) => control.Latencies.Count == 0
        ? "nothing arrived"
        : FormattableString.Invariant($"p50 {control.Latencies.P50Ms:0} ms, p99 {control.Latencies.P99Ms:0} ms, max {control.Latencies.MaximumMs:0} ms");

    private static double Nines(double share) => -Math.Log10(1 - share);

    private static double XOf(double nines) => Left + ((Right - Left) * nines / NinesAtMaximum);

    private static double YOf(double ms, double[] ticks)
    {
        double height = Math.Log(Math.Max(ms, ticks[0]) / ticks[0]) / Math.Log(ticks[^1] / ticks[0]);
        return Bottom - ((Bottom - Top) * height);
    }

    // 1, 2 and 5 of each power of ten, from the last below to the first above.
    private static double[] TicksAround(double least, double most)
    {
        var ticks = new List<double>();
        for (int power = -1; ; power++)
        {
            foreach (int digit in (int[])[1, 2, 5])
            {
                double tick = digit * Math.Pow(10, power);
                if (tick <= least) ticks.Clear();
                ticks.Add(tick);
                if (tick >= most && ticks.Count > 1) return [.. ticks];
            }
        }
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
