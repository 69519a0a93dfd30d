using System;
using System.IO;

namespace ManagedENet.Fuzz.Inputs;

/// <summary>Where the sources lie.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    /// <summary>Where what runs leave behind goes; git ignores it.</summary>
    public static string Artifacts => Directory.CreateDirectory(Path.Combine(Folder, "artifacts", "fuzz")).FullName;

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ManagedENet.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has ManagedENet.sln.");
    }
}
