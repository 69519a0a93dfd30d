using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Planted;

/// <summary>
/// Which tests are likely to find a fault: those that are called after its file, those in whose names a word of its own stands, and those that name the requirements in whose code it is planted. They are tried
/// before all others, because a whole project takes a minute.
/// </summary>
internal static class Nearby
{
    private const int MostRequirements = 5;
    private const int ShortestWord = 4;
    private const string HostTests = "ManagedENet.Tests";

    private static readonly string[] Projects = ["ManagedENet.Simulation", "ManagedENet.Protocol.Tests", HostTests, "ManagedENet.Godot.Tests"];

    // They stand in the names of tests of everything.
    private static readonly HashSet<string> EmptyWords = ["host", "what", "with", "without", "another", "from", "that", "than", "once", "more", "again", "although", "itself", "first", "last", "whole", "left", "time", "packet", "late", "early", "data"];

    /// <summary>Parts of projects, the likeliest first.</summary>
    public static IEnumerable<TestProject> Of(Fault fault, Tree.Place place, IReadOnlyList<TestProject> projects)
    {
        // What threads do to each other is found where their order is chosen.
        bool isOfThreads = place.File.Contains("/Runner/", StringComparison.Ordinal) || place.File.Contains("/Streams/", StringComparison.Ordinal);
        return ByName(fault, place, projects).Concat(projects.Where(project => isOfThreads && project.CompilesTheLibrary));
    }

    private static IEnumerable<TestProject> ByName(Fault fault, Tree.Place place, IReadOnlyList<TestProject> projects)
    {
        string filter = string.Join('|', Names(fault, place).Select(name => $"FullyQualifiedName~{name}").Concat(Requirements(place).Select(id => $"Requirement~{id}")));
        return Projects.OrderBy(name => IsTriedLater(name, place) ? 1 : 0).Select(name => projects.FirstOrDefault(project => project.Name == name && project.CanFind(place.File))).OfType<TestProject>()
            .Select(project => project with { Filter = filter });
    }

    /// <summary>All projects that can find it. What is not of the core is tried where hosts and transports are.</summary>
    public static IEnumerable<TestProject> Order(Tree.Place place, IEnumerable<TestProject> projects) =>
        projects.Where(project => project.CanFind(place.File)).OrderBy(project => IsTriedLater(project.Name, place) ? 1 : 0);

    private static bool IsTriedLater(string project, Tree.Place place) => !place.File.Contains("/Protocol/", StringComparison.Ordinal) && project != HostTests;

    private static IEnumerable<string> Names(Fault fault, Tree.Place place)
    {
        string name = Path.GetFileName(place.File).Split('.')[0];
        return fault.Name.Split('-').Where(word => word.Length >= ShortestWord && !EmptyWords.Contains(word)).Prepend($".{name}Tests");
    }

    private static IEnumerable<string> Requirements(Tree.Place place) =>
        Regex.Matches(place.Source, "// Requirement: (?<ids>[A-Z0-9, -]+)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            .OrderBy(match => Math.Abs(match.Index - place.Match.Index))
            .SelectMany(match => match.Groups["ids"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(id => !id.StartsWith("DEV", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Take(MostRequirements);
}
