using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace ManagedENet.Pages.Tests.Pictures;

/// <summary>The picture of README.md: what some work costs beside native ENet. Its numbers are those of the committed run, and it is readable on a light and on a dark page.</summary>
internal static class BenchmarkPicture
{
    private const int Left = 350;
    private const int WidthOfOne = 370;
    private const int Top = 92;
    private const int RowHeight = 46;
    private const int BarHeight = 14;

    // Where native is as good or better is part of the picture.
    private static readonly (string Case, string Metric, string Title)[] Rows =
    [
        ("reliable-8", "cpuPerMessage", "reliable messages of 8 B, processor time"),
        ("reliable-32", "cpuPerMessage", "reliable messages of 32 B, processor time"),
        ("unreliable-32", "cpuPerMessage", "unreliable messages of 32 B, processor time"),
        ("large", "cpuPerKiB", "reliable messages of 1 MiB, processor time"),
        ("peers-4095", "empty", "an empty service call with 4,095 peers, time"),
        ("echo", "p50", "echo on one thread, round trip"),
        ("game-1ms", "cpuShare", "game server with 1,000 peers, processor time"),
        ("across-reliable-from-native", "serverCpu", "from a native client, the server's processor time"),
    ];

    private static readonly (string Engine, string Name)[] Engines = [("linux", "Linux transport"), ("socket", "plain Socket")];

    public static string Draw(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        Dictionary<string, JsonElement> cases = document.RootElement.GetProperty("cases").EnumerateArray().ToDictionary(bench => bench.GetProperty("name").GetString()!, StringComparer.Ordinal);
        int height = Top + (Rows.Length * RowHeight) + 34;
        var svg = new StringBuilder();
        svg.Append(string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" width="900" height="{height}" role="img" aria-label="What work costs beside native ENet">
            <style>
              svg {"{"} color: #222222; font: 14px system-ui, sans-serif; {"}"}
              .page {"{"} fill: #ffffff; {"}"}
              text {"{"} fill: currentColor; {"}"}
              .native {"{"} stroke: currentColor; stroke-width: 1.5; {"}"}
              .linux {"{"} fill: #1b7f5c; {"}"}
              .socket {"{"} fill: #7fb8d8; {"}"}
              @media (prefers-color-scheme: dark) {"{"} svg {"{"} color: #e6e6e6; {"}"} .page {"{"} fill: #16181d; {"}"} .linux {"{"} fill: #35b184; {"}"} .socket {"{"} fill: #4f8fb3; {"}"} {"}"}
            </style>
            <rect class="page" width="900" height="{height}"/>
            <text x="20" y="30" font-size="18" font-weight="600">ManagedENet beside native ENet {document.RootElement.GetProperty("native").GetString()}: shorter is better</text>

            """).ReplaceLineEndings("\n"));
        for (int i = 0; i < Engines.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Engines[i].Engine}\" x=\"{20 + (i * 170)}\" y=\"48\" width=\"16\" height=\"12\"/><text x=\"{44 + (i * 170)}\" y=\"59\">{Engines[i].Name}</text>\n");
        }

        for (int row = 0; row < Rows.Length; row++) DrawRow(svg, cases[Rows[row].Case], Rows[row], Top + (row * RowHeight));
        int bottom = Top + (Rows.Length * RowHeight);
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"native\" x1=\"{Left + WidthOfOne}\" x2=\"{Left + WidthOfOne}\" y1=\"{Top - 8}\" y2=\"{bottom}\"/><text x=\"{Left + WidthOfOne}\" y=\"{bottom + 20}\" text-anchor=\"middle\">native = 1</text>\n</svg>\n");
        return svg.ToString();
    }

    private static void DrawRow(StringBuilder svg, JsonElement bench, (string Case, string Metric, string Title) row, int y)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 12}\" y=\"{y + BarHeight + 6}\" text-anchor=\"end\">{row.Title}</text>\n");
        for (int i = 0; i < Engines.Length; i++)
        {
            double ratio = bench.GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("metric").GetString() == row.Metric && metric.GetProperty("engine").GetString() == Engines[i].Engine).GetProperty("ratio").GetDouble();
            int top = y + (i * (BarHeight + 2));
            double width = Math.Round(ratio * WidthOfOne, 1);
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Engines[i].Engine}\" x=\"{Left}\" y=\"{top}\" width=\"{width}\" height=\"{BarHeight}\"/><text x=\"{Math.Round(Left + width + 6, 1)}\" y=\"{top + 12}\" font-size=\"12\">{ratio:0.00}</text>\n");
        }
    }
}
