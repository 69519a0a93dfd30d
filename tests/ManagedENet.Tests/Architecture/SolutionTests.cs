using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Architecture;

/// <summary>The solution builds what its projects refer to.</summary>
[TestFixture]
public sealed partial class SolutionTests
{
    /// <summary>A build of a solution takes the configuration from a project that is referred to and not in it: a Release build then has its Debug build, in another folder.</summary>
    [Test]
    public void A_project_that_is_referred_to_is_in_the_solution()
    {
        string[] projects = [.. ProjectPath().Matches(File.ReadAllText(Repository.Combine("ManagedENet.sln"))).Select(match => Repository.Combine(match.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal)];
        string[] missing = [.. projects.SelectMany(References).Distinct(StringComparer.Ordinal).Except(projects, StringComparer.Ordinal).Select(path => Path.GetRelativePath(Repository.Root, path))];
        Assert.Multiple(() =>
        {
            Assert.That(projects, Has.Length.GreaterThan(20));
            Assert.That(projects.SelectMany(References).Count(), Is.GreaterThan(projects.Length));
            Assert.That(missing, Is.Empty, "dotnet sln add FILE");
        });
    }

    private static IEnumerable<string> References(string project) => XDocument.Load(project)
        .Descendants("ProjectReference")
        .Select(reference => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value)));

    [GeneratedRegex("(?<=\")[^\"]+\\.csproj(?=\")", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ProjectPath();
}
