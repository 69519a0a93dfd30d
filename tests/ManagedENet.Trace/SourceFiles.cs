using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ManagedENet.Trace;

/// <summary>Finds the files of the repository, in the same order on every machine.</summary>
internal static class SourceFiles
{
    private static readonly string[] Skipped = ["bin", "obj"];

    /// <summary>C# files below a folder of the repository, as paths from its root with forward slashes.</summary>
    public static IEnumerable<string> CSharp(string root, string folder) => Below(root, Path.Combine(root, folder)).Order(StringComparer.Ordinal);

    /// <summary>Splits <c>REL-001, REL-002</c>.</summary>
    public static IEnumerable<string> SplitIds(string list) => list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Below(string root, string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.cs")) yield return Path.GetRelativePath(root, file).Replace('\\', '/');
        foreach (string child in Directory.EnumerateDirectories(folder))
        {
            if (Skipped.Contains(Path.GetFileName(child))) continue;
            foreach (string file in Below(root, child)) yield return file;
        }
    }
}
