using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Planted;

/// <summary>A project of tests or a part of one, and the folders of src that it is built on.</summary>
internal sealed record TestProject(string Name, string Filter, IReadOnlySet<string> BuiltOn)
{
    private const string SlowOnes = "FullyQualifiedName~Allocation|FullyQualifiedName~Throughput|FullyQualifiedName~Fuzz|FullyQualifiedName~Backlog";

    // By what they take, the fastest first: a fault that several would find is named after the first. A project that is not named comes last.
    private static readonly (string Name, string Filter)[] InOrderOfSpeed =
    [
        ("ManagedENet.Conformance", ""),
        ("ManagedENet.Protocol.Tests", ""),
        ("ManagedENet.Simulation", SlowOnes.Replace("~", "!~", StringComparison.Ordinal).Replace('|', '&')),
        ("ManagedENet.Simulation", SlowOnes),
        ("ManagedENet.Fuzz", ""),
        ("ManagedENet.Tests", ""),
        ("ManagedENet.Interleaving", ""),
        ("ManagedENet.Godot.Tests", ""),
        ("ManagedENet.Tool.Tests", ""),
        ("ManagedENet.Interop", ""),
    ];

    public string Path => $"tests/{Name}";

    /// <summary>The same project with one test alone, whatever its arguments.</summary>
    public TestProject Only(string test) => this with { Filter = $"Name~{test.Split('(')[0]}" };

    public static IReadOnlyList<TestProject> ReadAll(string root)
    {
        List<string> names = [.. Directory.EnumerateDirectories(System.IO.Path.Combine(root, "tests")).Select(folder => System.IO.Path.GetFileName(folder)).Where(name => IsTestProject(root, name))];
        IEnumerable<(string Name, string Filter)> others = names.Except(InOrderOfSpeed.Select(known => known.Name), StringComparer.Ordinal).Select(name => (name, ""));
        return [.. InOrderOfSpeed.Where(known => names.Contains(known.Name)).Concat(others).Select(known => new TestProject(known.Name, known.Filter, Closure(root, ProjectFile(root, known.Name))))];
    }

    /// <summary>It runs on the machine's clock and sockets, so that a failure may be the machine's doing.</summary>
    public bool UsesSockets => Name is not ("ManagedENet.Protocol.Tests" or "ManagedENet.Conformance" or "ManagedENet.Simulation" or "ManagedENet.Fuzz" or "ManagedENet.Interleaving");

    /// <summary>It compiles the sources of the library itself, and has to be built anew with a fault.</summary>
    public bool CompilesTheLibrary => Name == "ManagedENet.Interleaving";

    public bool CanFind(string changedFile) => BuiltOn.Any(folder => changedFile.StartsWith(folder + "/", StringComparison.Ordinal));

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
            string text = File.ReadAllText(project);
            foreach (Match reference in Regex.Matches(text, "<ProjectReference Include=\"(?<path>[^\"]+)\"", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
            {
                waiting.Enqueue(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, reference.Groups["path"].Value)));
            }

            foreach (Match sources in Regex.Matches(text, "<Compile Include=\"../../(?<folder>src/[^/\"]+)/[*]{2}/", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))) folders.Add(sources.Groups["folder"].Value);
        }

        return folders;
    }
}
