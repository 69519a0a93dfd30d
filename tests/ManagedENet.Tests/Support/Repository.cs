using System;
using System.IO;

namespace ManagedENet.Tests.Support;

/// <summary>Where the sources are that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Combine(params string[] parts) => Path.Combine(Root, Path.Combine(parts));

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "ManagedENet.sln"))) return directory.FullName;
        }

        throw new InvalidOperationException("These tests read the sources of the project; run them from inside its folder.");
    }
}
