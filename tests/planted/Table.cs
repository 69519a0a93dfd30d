using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ManagedENet.Planted;

/// <summary>The table of docs/testing.md, and the file that says where to look first.</summary>
internal static class Table
{
    private const string Start = "<!-- planted faults: written by tests/planted/run --write -->";
    private const string End = "<!-- end of planted faults -->";

    public static void Write(string root, IReadOnlyList<Fault> all, IReadOnlyList<Outcome> outcomes)
    {
        string page = Path.Combine(root, "docs", "testing.md");
        string text = File.ReadAllText(page);
        int start = text.IndexOf(Start, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (start < 0 || end < start) throw new InvalidOperationException($"docs/testing.md has no place for the table: put \"{Start}\" and \"{End}\" where it shall stand.");
        List<string> lines =
        [
            Start,
            $"{outcomes.Count(outcome => outcome.IsGood)} of {all.Count} found, {all.Count - outcomes.Count} not planted yet, on {DateTime.UtcNow:d MMMM yyyy}; the time is that of the build and of the tests until one failed, the one that found it the last time first.",
            "",
            "| fault | what must be so | found by | seconds |",
            "|---|---|---|--:|",
        ];
        Dictionary<string, Outcome> byName = outcomes.ToDictionary(outcome => outcome.Fault, StringComparer.Ordinal);
        foreach (Fault fault in all)
        {
            string found = !byName.TryGetValue(fault.Name, out Outcome? outcome) ? "not planted yet" : outcome.IsGood ? outcome.By.Replace("|", "/", StringComparison.Ordinal) : $"**{outcome.CommandOutcome}**";
            lines.Add($"| `{fault.Name}` | {fault.Why.Replace("|", "/", StringComparison.Ordinal)} | {found} | {outcome?.Seconds} |");
        }

        File.WriteAllText(page, $"{text[..start]}{string.Join('\n', lines)}\n{text[end..]}");
        File.WriteAllLines(Path.Combine(root, "tests", "planted", "found.tsv"), outcomes.Where(outcome => outcome.IsGood).Select(outcome => outcome.ToLine()).Order(StringComparer.Ordinal));
    }
}
