using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using ManagedENet.Pages.Tests.Pages;

namespace ManagedENet.Pages.Tests;

/// <summary>The files that docs/unity.md lists are those that the build for netstandard2.1 needs.</summary>
[TestFixture]
internal sealed partial class UnityFilesTests
{
    [Test]
    public void The_page_lists_the_library_and_everything_it_needs()
    {
        string page = File.ReadAllText(Repository.PathOf("docs/unity.md"));
        Assert.That(ListedFile().Matches(page).Select(match => match.Groups["file"].Value), Is.EquivalentTo(NeededFiles().Append("ManagedENet.dll")));
    }

    private static IEnumerable<string> NeededFiles()
    {
        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("src/ManagedENet/obj/project.assets.json")));
        JsonElement target = assets.RootElement.GetProperty("targets").EnumerateObject().Single(target => target.Name is "netstandard2.1" or ".NETStandard,Version=v2.1").Value;
        return
        [
            .. from package in target.EnumerateObject()
               where package.Value.TryGetProperty("runtime", out _)
               from file in package.Value.GetProperty("runtime").EnumerateObject()
               where file.Name.EndsWith(".dll", StringComparison.Ordinal)
               select Path.GetFileName(file.Name),
        ];
    }

    [GeneratedRegex(@"^\| `(?<file>[\w.]+\.dll)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ListedFile();
}
