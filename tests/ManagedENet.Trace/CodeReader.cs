using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ManagedENet.Trace;

/// <summary>Reads comments such as <c>// Requirement: REL-001, REL-002</c> in src.</summary>
internal static class CodeReader
{
    private const string Mark = "// Requirement:";

    public static IReadOnlyList<Citation> Read(string root)
    {
        return SourceFiles.CSharp(root, "src").SelectMany(file => ReadFile(root, file)).ToList();
    }

    private static IEnumerable<Citation> ReadFile(string root, string file)
    {
        int number = 0;
        foreach (string line in File.ReadLines(Path.Combine(root, file)))
        {
            number++;
            int mark = line.IndexOf(Mark, StringComparison.Ordinal);
            if (mark < 0) continue;
            string where = $"{file}:{number}";
            foreach (string id in SourceFiles.SplitIds(line[(mark + Mark.Length)..].TrimEnd('.', ' '))) yield return new Citation(id, where, where);
        }
    }
}
