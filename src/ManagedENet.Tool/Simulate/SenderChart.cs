using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ManagedENet.Tool.Simulate;

/// <summary>
/// Window, bytes in flight and smoothed round trip of the sender to the first client over time, from its log: one row for each, one line for each congestion control.
/// Times count from the beginning of the traffic: until the handshake is answered the round trip is a guess. It follows the reader's choice of light or dark.
/// </summary>
internal static class SenderChart
{
    private const int Width = 900;
    private const int Left = 90;
    private const int Right = 870;
    private const int Top = 90;
    private const int RowHeight = 150;
    private const int RowStep = 210;
    private const int Columns = 390;

    private static readonly (string Title, string Unit, Func<ENetLogEntry, double> Of, Func<ENetLogEntry, bool> Has)[] Rows =
    [
        ("Window", "kB", e => e.WindowBytes / 1_000.0, e => e.Kind is ENetLogKind.DatagramSent or ENetLogKind.Acknowledged or ENetLogKind.MetricsUpdated),
        ("In flight", "kB", e => e.InFlightBytes / 1_000.0, e => e.Kind is ENetLogKind.DatagramSent or ENetLogKind.Acknowledged),
        ("Smoothed round trip", "ms", e => e.SmoothedRoundTripUs / 1_000.0, e => e.Kind == ENetLogKind.MetricsUpdated),
    ];

    private static readonly (string Color, string Dashes)[] Pens = LatencyChart.Pens;

    public static string Draw(SimulateSettings settings, SimulationResult result)
    {
        int height = Top + (Rows.Length * RowStep) + 20;
        Trace[] traces = [.. result.Controls.Select(control => new Trace([.. control.Entries.Where(e => e.Slot == 0)], control.StartUs))];
        double seconds = Math.Max(traces.Max(t => t.Seconds), 0.1);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-label="What a sender did over time">
            {LatencyChart.Style}
            <rect class="page" width="{Width}" height="{height}"/>
            <text x="{Left}" y="30" font-size="18" font-weight="600">{settings.DelayMs} ms one way, {settings.LossPercent} % loss, {settings.BandwidthKilobytes} kB/s (seed {settings.Seed})</text>

            """);
        for (int i = 0; i < traces.Length; i++)
        {
            int x = Left + (i * 200);
            svg.Append(CultureInfo.InvariantCulture, $"""<line class="line" stroke="{Pens[i % Pens.Length].Color}" stroke-dasharray="{Pens[i % Pens.Length].Dashes}" x1="{x}" x2="{x + 34}" y1="55" y2="55"/><text x="{x + 42}" y="60">{result.Controls[i].Name}</text>""").Append('\n');
        }

        for (int row = 0; row < Rows.Length; row++) AppendRow(svg, traces, row, seconds);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendRow(StringBuilder svg, Trace[] traces, int row, double seconds)
    {
        (string title, string unit, Func<ENetLogEntry, double> valueOf, Func<ENetLogEntry, bool> has) = Rows[row];
        int top = Top + (row * RowStep);
        int bottom = top + RowHeight;
        List<(double X, double Y)>[] lines = [.. traces.Select(trace => Thin(trace.Values(has, valueOf), seconds))];
        double most = Rounded(lines.SelectMany(line => line).Select(point => point.Y).DefaultIfEmpty(1).Max());
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="{top - 8}" font-weight="600">{title}, {unit}</text>""").Append('\n');
        for (int i = 0; i <= 4; i++)
        {
            double y = bottom - (RowHeight * i / 4.0);
            double x = Left + ((Right - Left) * i / 4.0);
            svg.Append(CultureInfo.InvariantCulture, $"""<line class="grid" x1="{Left}" x2="{Right}" y1="{y}" y2="{y}"/><text x="{Left - 8}" y="{y}" text-anchor="end" dominant-baseline="middle">{most * i / 4:0.##}</text><text x="{x}" y="{bottom + 18}" text-anchor="middle">{seconds * i / 4:0.#} s</text>""").Append('\n');
        }

        for (int i = 0; i < lines.Length; i++)
        {
            IEnumerable<string> points = lines[i].Select(p => string.Format(CultureInfo.InvariantCulture, "{0:0.#},{1:0.#}", p.X, bottom - (RowHeight * Math.Min(p.Y / most, 1))));
            svg.Append(CultureInfo.InvariantCulture, $"""<polyline class="line" stroke="{Pens[i % Pens.Length].Color}" stroke-dasharray="{Pens[i % Pens.Length].Dashes}" points="{string.Join(' ', points)}"/>""").Append('\n');
        }
    }

    // The most of each column: a drawing has no more of them than a reader can see.
    private static List<(double X, double Y)> Thin(IEnumerable<(double Seconds, double Value)> values, double seconds) => [.. values
        .GroupBy(v => (int)(v.Seconds / seconds * Columns))
        .Select(column => (Left + ((Right - Left) * (double)column.Key / Columns), column.Max(v => v.Value)))];

    // 1, 2 or 5 of a power of ten, and no less.
    private static double Rounded(double most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(most, 1e-3))));
        foreach (int digit in (int[])[1, 2, 5])
        {
            if (most <= digit * power) return digit * power;
        }

        return 10 * power;
    }

    private sealed record Trace(ENetLogEntry[] Entries, long StartUs)
    {
        public double Seconds => Entries.Length == 0 ? 0 : SecondsOf(Entries[^1]);

        // What was so at the beginning, every change, and the last for as long as the trace goes on: what does not change is not told again.
        public IEnumerable<(double Seconds, double Value)> Values(Func<ENetLogEntry, bool> has, Func<ENetLogEntry, double> valueOf)
        {
            ENetLogEntry[] told = [.. Entries.Where(has)];
            if (told.Length == 0) yield break;
            ENetLogEntry before = told.LastOrDefault(e => e.TimeUs <= StartUs, told[0]);
            yield return (0, valueOf(before));
            foreach (ENetLogEntry entry in told.Where(e => e.TimeUs > StartUs)) yield return (SecondsOf(entry), valueOf(entry));
            yield return (Math.Max(Seconds, 0), valueOf(told[^1]));
        }

        private double SecondsOf(in ENetLogEntry entry) => (entry.TimeUs - StartUs) * 1e-6;
    }
}
