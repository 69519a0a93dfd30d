using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Trace;

/// <summary>Fills in the tests where the specification has a place for them: the last column of behaviours.md, and the last line of each deviation.</summary>
internal static class TestColumns
{
    private const string DeviationTest = "- Test:";
    private const int MostTests = 3;

    private static readonly Regex Id = new("[A-Z]{3}-[0-9]{3}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static void Fill(string root, RequirementTrace trace)
    {
        Rewrite(Path.Combine(root, "protocol-spec", "behaviours.md"), line => FillBehaviour(line, trace));
        string deviation = "";
        Rewrite(Path.Combine(root, "protocol-spec", "deviations.md"), line => FillDeviation(line, ref deviation, trace));
    }

    private static string FillBehaviour(string line, RequirementTrace trace)
    {
        if (!line.StartsWith("| ", StringComparison.Ordinal) || !char.IsAsciiDigit(line[2])) return line;
        string[] cells = line.Split('|');
        string requirements = cells[^3];
        cells[^2] = $" {Names(Id.Matches(requirements).SelectMany(match => trace.TestsOf(match.Value)))} ".Replace("  ", " ", StringComparison.Ordinal);
        return string.Join('|', cells);
    }

    private static string FillDeviation(string line, ref string deviation, RequirementTrace trace)
    {
        if (line.StartsWith("**DEV-", StringComparison.Ordinal)) deviation = Id.Match(line).Value;
        if (!line.StartsWith(DeviationTest, StringComparison.Ordinal)) return line;
        string names = Names(trace.TestsOf(deviation));
        return $"{DeviationTest} {(names.Length > 0 ? names : "none yet")}";
    }

    private static string Names(IEnumerable<string> tests)
    {
        string[] distinct = [.. tests.Distinct(StringComparer.Ordinal)];
        string names = string.Join(", ", distinct.Take(MostTests).Select(test => $"`{test}`"));
        int more = distinct.Length - MostTests;
        return more > 0 ? $"{names} and {more} more" : names;
    }

    private delegate string Rewriter(string line);

    private static void Rewrite(string path, Rewriter rewriter)
    {
        string[] lines = File.ReadAllText(path).Split('\n');
        TextFile.WriteIfChanged(path, string.Join('\n', lines.Select(line => rewriter(line))));
    }
}
