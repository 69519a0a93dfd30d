using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Planted;

/// <summary>A copy of the repository in a temporary folder, in which a fault may be planted. What it has built stays for the next run.</summary>
internal sealed class Tree
{
    private static readonly string[] SourceExtensions = [".cs", ".csproj", ".props", ".targets"];

    private readonly string _original;
    private Place? _planted;

    public Tree(string original, string copy)
    {
        _original = original;
        Root = copy;
    }

    public string Root { get; }

    /// <summary>Brings the copy up to what the repository is now. Files that are the same are not touched, so that nothing is built twice.</summary>
    public void Refresh()
    {
        HashSet<string> wanted = [.. FilesOf(_original)];
        foreach (string file in wanted)
        {
            string from = Path.Combine(_original, file);
            string to = Path.Combine(Root, file);
            if (File.Exists(to) && File.ReadAllBytes(from).AsSpan().SequenceEqual(File.ReadAllBytes(to))) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
            File.SetLastWriteTimeUtc(to, DateTime.UtcNow);
        }

        foreach (string file in SourceFiles("").Where(file => !wanted.Contains(file)).ToList()) File.Delete(Path.Combine(Root, file));
    }

    /// <summary>The one place that a fault matches; null, with the reason, when there are none or several.</summary>
    public Place? Find(Fault fault, out string reason)
    {
        List<Place> places =
        [
            .. from file in SourceFiles("src").Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
               let source = File.ReadAllText(Path.Combine(Root, file))
               from match in fault.MatchesIn(source)
               select new Place(file, source, match),
        ];
        reason = places.Count == 1 ? "" : places.Count == 0 ? "nothing in src matches" : $"{places.Count} places match: {string.Join(", ", places.Select(place => place.File).Distinct(StringComparer.Ordinal))}";
        return places.Count == 1 ? places[0] : null;
    }

    public void Plant(Fault fault, Place place)
    {
        Write(place.File, fault.PlantIn(place.Source, place.Match));
        _planted = place;
    }

    /// <summary>Takes the fault out again.</summary>
    public void Restore()
    {
        if (_planted is { } planted) Write(planted.File, planted.Source);
        _planted = null;
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(Root, file), text);

    private IEnumerable<string> SourceFiles(string folder)
    {
        string start = Path.Combine(Root, folder);
        if (!Directory.Exists(start)) return [];
        return Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => SourceExtensions.Contains(Path.GetExtension(file)) && !file.Split('/').Any(part => part is "bin" or "obj" or "artifacts")).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> FilesOf(string repository)
    {
        var start = new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard") { WorkingDirectory = repository, RedirectStandardOutput = true, UseShellExecute = false };
        using Process git = Process.Start(start) ?? throw new InvalidOperationException("git does not start.");
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(repository, file)));
    }

    /// <summary>Where in src a fault goes.</summary>
    internal sealed record Place(string File, string Source, Match Match);
}
