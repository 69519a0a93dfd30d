using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Planted;

/// <summary>A project of tests, and the folders of src that it is built on.</summary>
internal sealed record TestProject(string Name, IReadOnlySet<string> BuiltOn)
{
    // By what they take, the fastest first: a fault that several would find is named after the first.
    private static readonly string[] InOrderOfSpeed =
    [
        "ManagedENet.Protocol.Tests",
        "ManagedENet.Conformance",
        "ManagedENet.Simulation",
        "ManagedENet.Tests",
        "ManagedENet.Godot.Tests",
        "ManagedENet.Tool.Tests",
        "ManagedENet.Interop",
    ];

    public string Path => $"tests/{Name}";

    public static IReadOnlyList<TestProject> ReadAll(string root) =>
    [
        .. Directory.EnumerateDirectories(System.IO.Path.Combine(root, "tests")).Select(folder => System.IO.Path.GetFileName(folder)).Where(name => IsTestProject(root, name))
            .OrderBy(PlaceOf).Select(name => new TestProject(name, Closure(root, ProjectFile(root, name)))),
    ];

    public bool CanFind(string changedFile) => BuiltOn.Any(folder => changedFile.StartsWith(folder + "/", StringComparison.Ordinal));

    private static int PlaceOf(string name) => Array.IndexOf(InOrderOfSpeed, name) is >= 0 and int place ? place : InOrderOfSpeed.Length;

    private static string ProjectFile(string root, string name) => System.IO.Path.Combine(root, "tests", name, $"{name}.csproj");

    private static bool IsTestProject(string root, string name) =>
        File.Exists(ProjectFile(root, name)) && File.ReadAllText(ProjectFile(root, name)).Contains("<IsTestProject>true", StringComparison.Ordinal);

    private static HashSet<string> Closure(string root, string projectFile)
    {
        HashSet<string> folders = new(StringComparer.Ordinal);
        Queue<string> waiting = new([projectFile]);
        while (waiting.TryDequeue(out string? project))
        {
            string folder = System.IO.Path.GetDirectoryName(project)!;
            if (!folders.Add(System.IO.Path.GetRelativePath(root, folder).Replace('\\', '/'))) continue;
            foreach (Match reference in Regex.Matches(File.ReadAllText(project), "<ProjectReference Include=\"(?<path>[^\"]+)\"", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            {
                waiting.Enqueue(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, reference.Groups["path"].Value)));
            }
        }

        return folders;
    }
}
