using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Planted;

/// <summary>
/// Which tests are likely to find a fault: those that name the requirements in whose code it is planted, and those that are called after its file. They are tried before all others, because a whole project
/// takes a minute.
/// </summary>
internal static class Nearby
{
    private const int MostRequirements = 5;

    private static readonly string[] Projects = ["ManagedENet.Simulation", "ManagedENet.Protocol.Tests", "ManagedENet.Tests", "ManagedENet.Godot.Tests"];

    /// <summary>Parts of projects, the likeliest first.</summary>
    public static IEnumerable<TestProject> Of(Tree.Place place, IReadOnlyList<TestProject> projects)
    {
        string filter = string.Join('|', Names(place).Select(name => $"FullyQualifiedName~{name}").Concat(Requirements(place).Select(id => $"Requirement~{id}")));
        return Projects.Select(name => projects.FirstOrDefault(project => project.Name == name && project.CanFind(place.File))).OfType<TestProject>().Select(project => project with { Filter = filter });
    }

    /// <summary>All projects that can find it. What is not of the core is tried where hosts and transports are.</summary>
    public static IEnumerable<TestProject> Order(Tree.Place place, IEnumerable<TestProject> projects)
    {
        bool isOfTheCore = place.File.Contains("/Protocol/", StringComparison.Ordinal);
        return projects.Where(project => project.CanFind(place.File)).OrderBy(project => !isOfTheCore && project.Name == "ManagedENet.Tests" ? 0 : 1);
    }

    private static IEnumerable<string> Names(Tree.Place place)
    {
        string name = Path.GetFileName(place.File).Split('.')[0];
        yield return $".{name}Tests";
    }

    private static IEnumerable<string> Requirements(Tree.Place place) =>
        Regex.Matches(place.Source, "// Requirement: (?<ids>[A-Z0-9, -]+)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            .OrderBy(match => Math.Abs(match.Index - place.Match.Index))
            .SelectMany(match => match.Groups["ids"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(id => !id.StartsWith("DEV", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Take(MostRequirements);
}
