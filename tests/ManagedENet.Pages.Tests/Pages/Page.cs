using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace ManagedENet.Pages.Tests.Pages;

/// <summary>A markdown file: its fenced blocks, its links, and the anchors that its headings make on GitHub.</summary>
internal sealed partial class Page
{
    private readonly List<Fence> _fences = [];
    private readonly List<Link> _links = [];
    private readonly HashSet<string> _anchors = new(StringComparer.Ordinal);

    public Page(string name, string text)
    {
        Name = name;
        Text = text.ReplaceLineEndings("\n");
        Parse();
    }

    /// <summary>The path from the root of the tree, with slashes.</summary>
    public string Name { get; }

    public string Text { get; }

    public IReadOnlyList<Fence> Fences => _fences;

    public IReadOnlyList<Link> Links => _links;

    public IReadOnlySet<string> Anchors => _anchors;

    public static Page Read(string path) => new(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'), File.ReadAllText(path));

    public override string ToString() => Name;

    private void Parse()
    {
        string[] lines = Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            Match fence = FenceStart().Match(lines[i]);
            if (fence.Success)
            {
                i = ParseFence(lines, i, fence.Groups["ticks"].Value, fence.Groups["words"].Value);
                continue;
            }

            if (Heading().Match(lines[i]) is { Success: true } heading) AddAnchor(heading.Groups["text"].Value);
            foreach (Match id in Id().Matches(lines[i])) _anchors.Add(id.Groups["id"].Value);
            string prose = InlineCode().Replace(lines[i], "");
            foreach (Match link in LinkTarget().Matches(prose)) _links.Add(new Link(i + 1, link.Groups["to"].Value));
        }
    }

    // The number of the last line of the block; a block that nobody closes goes to the end of the page.
    private int ParseFence(string[] lines, int start, string ticks, string words)
    {
        var text = new StringBuilder();
        int i = start + 1;
        for (; i < lines.Length && !(lines[i].Trim() is var end && end.StartsWith(ticks, StringComparison.Ordinal) && end.Trim(ticks[0]).Length == 0); i++) text.Append(lines[i]).Append('\n');
        _fences.Add(new Fence(start + 2, words.Split(' ', StringSplitOptions.RemoveEmptyEntries), text.ToString()));
        return i;
    }

    // As GitHub does: small letters, digits, hyphens and underscores stay, spaces become hyphens, everything else goes; the second of the same name gets -1.
    private void AddAnchor(string heading)
    {
        string shown = MarkdownLink().Replace(heading, "${text}");
        var slug = new StringBuilder();
        foreach (char c in shown.Trim().ToLower(CultureInfo.InvariantCulture))
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_') slug.Append(c);
            else if (c == ' ') slug.Append('-');
        }

        string anchor = slug.ToString();
        if (_anchors.Add(anchor)) return;
        int again = Enumerable.Range(1, int.MaxValue).First(n => !_anchors.Contains($"{anchor}-{n}"));
        _anchors.Add($"{anchor}-{again}");
    }

    [GeneratedRegex(@"^\s*(?<ticks>```+|~~~+)(?<words>[^`]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex FenceStart();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.*?)\s*#*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex("""\b(id|name)="(?<id>[^"]+)"(?=[^<]*>)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    [GeneratedRegex("(`+)(?!`).+?(?<!`)\\1(?!`)")]
    private static partial Regex InlineCode();

    [GeneratedRegex("""\]\((?<to>[^)\s]+)(\s+"[^"]*")?\)|^\s*\[[^\]]+\]:\s+(?<to>\S+)|\b(src|href|srcset)=["](?<to>[^"]+)["]""", RegexOptions.ExplicitCapture)]
    private static partial Regex LinkTarget();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.ExplicitCapture)]
    private static partial Regex MarkdownLink();
}
