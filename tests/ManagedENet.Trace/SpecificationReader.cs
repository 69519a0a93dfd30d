using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Trace;

/// <summary>Reads the requirements: paragraphs of protocol-spec/*.md that begin with a bold id.</summary>
internal static class SpecificationReader
{
    private const int LongestTitle = 90;

    private static readonly Regex Paragraph = new(@"^\*\*(?<id>[A-Z]{3}-[0-9]{3})\*\* (?<text>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    public static IReadOnlyList<Requirement> Read(string root)
    {
        var requirements = new List<Requirement>();
        foreach (string page in Directory.EnumerateFiles(Path.Combine(root, "protocol-spec"), "*.md").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(page) == ComplianceReport.FileName) continue;
            requirements.AddRange(ReadPage(page));
        }

        IGrouping<string, Requirement>? twice = requirements.GroupBy(requirement => requirement.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new InvalidDataException($"{twice.Key} stands twice in protocol-spec: an id has one meaning.");
        return requirements.OrderBy(requirement => requirement.Id, StringComparer.Ordinal).ToList();
    }

    private static IEnumerable<Requirement> ReadPage(string page)
    {
        string[] lines = File.ReadAllLines(page);
        for (int i = 0; i < lines.Length; i++)
        {
            Match match = Paragraph.Match(lines[i]);
            if (!match.Success) continue;
            string text = match.Groups["text"].Value;
            if (i + 1 < lines.Length) text += " " + lines[i + 1];
            yield return new Requirement(match.Groups["id"].Value, TitleOf(text), Path.GetFileName(page));
        }
    }

    private static string TitleOf(string text)
    {
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        string title = (end < 0 ? text : text[..end]).Trim();
        if (title.Length > LongestTitle) title = title[..title.LastIndexOf(' ', LongestTitle)] + " …";
        return title.Replace("|", "\\|", StringComparison.Ordinal);
    }
}
