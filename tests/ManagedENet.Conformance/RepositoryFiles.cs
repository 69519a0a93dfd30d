using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ManagedENet.Conformance;

/// <summary>Finds the vectors: in the repository that this assembly was built from, and in the folder that MANAGEDENET_VECTORS names.</summary>
internal static class RepositoryFiles
{
    public const string FolderVariable = "MANAGEDENET_VECTORS";

    public static string Root { get; } = FindRoot();

    public static string Vectors => Path.Combine(Root, "protocol-spec", "vectors");

    /// <summary>The native conversations of the repository, by their names relative to the folder, such as <c>plain/connect.txt</c>.</summary>
    public static IEnumerable<string> NativeConversations() => Conversations(NativeFolder);

    public static string NativeFolder => Path.Combine(Vectors, "native");

    public static string? OtherFolder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    public static IEnumerable<string> OtherConversations() => OtherFolder is { } folder ? Conversations(folder) : [];

    // A text that has no set-up line with a scenario is something else: a table, a note.
    private static IEnumerable<string> Conversations(string folder) => Directory
        .EnumerateFiles(folder, "*.txt", SearchOption.AllDirectories)
        .Where(path => File.ReadLines(path).FirstOrDefault()?.StartsWith("V ", StringComparison.Ordinal) ?? false)
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
