using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Trace;

/// <summary>
/// Reads attributes such as <c>[Property("Requirement", "REL-001, REL-002")]</c> in tests. The attribute belongs to the next method, or to the next class.
/// </summary>
internal static class TestReader
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly Regex Attribute = new(@"Property\(""Requirement"", ?""(?<ids>[^""]+)""\)", Options, Limit);
    private static readonly Regex Method = new(@"^\s*(public|internal|private)\s[^=(]*?\b(?<name>\w+)(<[^>(]*>)?\(", Options, Limit);
    private static readonly Regex Type = new(@"^\s*((public|internal|private|sealed|abstract|static|partial|readonly)\s+)*(class|struct|record)\s+(?<name>\w+)", Options, Limit);

    public static IReadOnlyList<Citation> Read(string root)
    {
        return SourceFiles.CSharp(root, "tests")
            .Where(file => !file.StartsWith("tests/ManagedENet.Trace/", StringComparison.Ordinal))
            .SelectMany(file => ReadFile(root, file)).ToList();
    }

    private static List<Citation> ReadFile(string root, string file)
    {
        var citations = new List<Citation>();
        var waiting = new List<(string Id, int Line)>();
        string type = Path.GetFileNameWithoutExtension(file);
        int number = 0;
        foreach (string line in File.ReadLines(Path.Combine(root, file)))
        {
            number++;
            foreach (Match match in Attribute.Matches(line))
            {
                waiting.AddRange(SourceFiles.SplitIds(match.Groups["ids"].Value).Select(id => (id, number)));
            }

            string? owner = OwnerOf(line, ref type);
            if (owner is null) continue;
            citations.AddRange(waiting.Select(entry => new Citation(entry.Id, owner, $"{file}:{entry.Line}")));
            waiting.Clear();
        }

        return citations;
    }

    private static string? OwnerOf(string line, ref string type)
    {
        Match match = Type.Match(line);
        if (match.Success) return type = match.Groups["name"].Value;
        match = Method.Match(line);
        return match.Success ? $"{type}.{match.Groups["name"].Value}" : null;
    }
}
