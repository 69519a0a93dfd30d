using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Planted;

/// <summary>One fault: what is looked for in all of src, what is put in its place, and why a test must find it.</summary>
internal sealed record Fault(string Name, string Kind, string Why, string Note, string Text, bool IsPattern, string Becomes)
{
    /// <summary>All faults of a folder, one file each, by their names.</summary>
    public static IReadOnlyList<Fault> ReadAll(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(file => Parse(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))];

    /// <summary>
    /// A fault as its file says it: lines of <c>key: value</c>; a value may go on in lines that begin with <c>| </c>. The keys are kind, why, note (may be left out),
    /// text (exact) or pattern (a regular expression), and becomes ($1 and so on stand for groups of a pattern).
    /// </summary>
    /// <exception cref="FormatException">The file has a key that there is not, or lacks one that there must be.</exception>
    public static Fault Parse(string name, string file)
    {
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? open = null;
        foreach (string line in file.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (line.StartsWith('|') && open is not null)
            {
                open.Add(line.Length > 1 ? line[2..] : "");
                continue;
            }

            if (line.Length == 0 || line.StartsWith('#')) continue;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string key = colon < 0 ? line : line[..colon];
            if (colon < 0 || key is not ("kind" or "why" or "note" or "text" or "pattern" or "becomes")) throw new FormatException($"{name}: '{line}' is not one of kind, why, note, text, pattern, becomes.");
            open = [];
            if (!values.TryAdd(key, open)) throw new FormatException($"{name}: there are two of {key}.");
            string value = line[(colon + 1)..].Trim();
            if (value.Length > 0) open.Add(value);
        }

        if (values.ContainsKey("text") == values.ContainsKey("pattern")) throw new FormatException($"{name}: it needs either text or pattern.");
        bool isPattern = values.ContainsKey("pattern");
        return new Fault(name, Value("kind"), Value("why"), values.ContainsKey("note") ? Value("note") : "", Value(isPattern ? "pattern" : "text"), isPattern, Value("becomes"));

        string Value(string key) => values.TryGetValue(key, out List<string>? lines) ? string.Join('\n', lines) : throw new FormatException($"{name}: it lacks {key}.");
    }

    /// <summary>Where a file's text matches.</summary>
    public IEnumerable<Match> MatchesIn(string source) =>
        Regex.Matches(source, IsPattern ? Text : Regex.Escape(Text), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));

    /// <summary>A file's text with the fault in it.</summary>
    public string PlantIn(string source, Match match) => string.Concat(source.AsSpan(0, match.Index), IsPattern ? match.Result(Becomes) : Becomes, source.AsSpan(match.Index + match.Length));
}
