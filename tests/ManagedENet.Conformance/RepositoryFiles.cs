using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ManagedENet.Conformance;

/// <summary>Finds the vectors: in the repository that this assembly was built from, and in the folder that MANAGEDENET_VECTORS names.</summary>
internal static class RepositoryFiles
{
    public const string FolderVariable = "MANAGEDENET_VECTORS";

    private const int LinesBeforeTheFirst = 10;

    public static string Root { get; } = FindRoot();

    public static string Vectors => Path.Combine(Root, "protocol-spec", "vectors");

    /// <summary>The native conversations of the repository, by their names relative to the folder, such as <c>plain/connect.txt</c>.</summary>
    public static IEnumerable<string> NativeConversations() => Conversations(NativeFolder);

    public static string NativeFolder => Path.Combine(Vectors, "native");

    /// <summary>A path that is not absolute is looked for in the repository when it is not in the present folder: tests run in the folder of their assembly.</summary>
    public static string? OtherFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder) return null;
            return Directory.Exists(folder) ? folder : Path.Combine(Root, folder);
        }
    }

    public static IEnumerable<string> OtherConversations() => OtherFolder is { } folder ? Conversations(folder) : [];

    // A text that does not begin with a set-up line, or with a few notes before it, is something else: a table, a scenario.
    private static IEnumerable<string> Conversations(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => File.ReadLines(path).Take(LinesBeforeTheFirst).Any(line => line.StartsWith("V ", StringComparison.Ordinal)))
        .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ManagedENet.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has ManagedENet.sln.");
    }
}
