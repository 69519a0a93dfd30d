using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ManagedENet.Packages.Tests;

/// <summary>What a package says of itself, and what it wants besides.</summary>
public sealed partial class PackageFormTests
{
    // Assemblies go by other names than their packages where the framework has them, or where a package has several.
    private static readonly Dictionary<string, string> AssemblyOf = new(StringComparer.Ordinal)
    {
        ["ZstdSharp.Port"] = "ZstdSharp",
        ["Microsoft.Orleans.Core"] = "Orleans.Core",
        ["Microsoft.Orleans.Persistence.Memory"] = "Orleans.Persistence.Memory",
        ["Microsoft.Orleans.Runtime"] = "Orleans.Runtime",
    };

    private static IEnumerable<string> All => PackageFolder.Projects.Keys;

    private static IEnumerable<string> Libraries => All.Where(static package => package != "ManagedENet.Tool");

    [TestCaseSource(nameof(All))]
    public void A_package_shows_what_it_is_and_where_it_comes_from(string package)
    {
        using Nupkg nupkg = Nupkg.Of(package);
        string home = Home();
        Assert.Multiple(() =>
        {
            Assert.That(nupkg.Word("description"), Has.Length.GreaterThan(40));
            Assert.That(nupkg.Word("license"), Is.EqualTo("MIT"));
            Assert.That(nupkg.Word("projectUrl"), Is.EqualTo(home));
            Assert.That(nupkg.Word("releaseNotes"), Does.StartWith(home));
            Assert.That(nupkg.Word("tags"), Does.Contain("enet"));
            Assert.That(nupkg.Word("readme"), Is.EqualTo("README.md"));
            Assert.That(nupkg.Word("icon"), Is.EqualTo("icon.png"));
            Assert.That((string?)nupkg.Metadata.Elements().Single(static one => one.Name.LocalName == "repository").Attribute("url"), Is.EqualTo(home));
            Assert.That(nupkg.Files, Does.Contain("README.md").And.Contain("icon.png"));
        });
    }

    [TestCaseSource(nameof(All))]
    public void Every_link_of_its_readme_is_absolute_and_leads_to_a_file(string package)
    {
        using Nupkg nupkg = Nupkg.Of(package);
        string text = nupkg.ReadText("README.md");
        string[] links = [.. Link().Matches(text).Select(static match => match.Groups["target"].Value)];
        Assert.That(links, Is.Not.Empty);
        string ours = Home() + "/blob/main/";
        Assert.Multiple(() =>
        {
            foreach (string link in links)
            {
                Assert.That(link, Does.StartWith("https://"));
                if (link.StartsWith(ours, StringComparison.Ordinal)) Assert.That(Path.Combine(PackageFolder.Repository, link[ours.Length..]), Does.Exist);
            }
        });
    }

    [TestCaseSource(nameof(Libraries))]
    public void A_library_has_its_documentation_beside_it_and_its_symbols_in_a_package_of_their_own(string package)
    {
        using Nupkg nupkg = Nupkg.Of(package);
        using Nupkg symbols = Nupkg.Of(package, "snupkg");
        string[] libraries = [.. nupkg.Files.Where(static file => file.StartsWith("lib/", StringComparison.Ordinal) && file.EndsWith(".dll", StringComparison.Ordinal))];
        Assert.That(libraries, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (string library in libraries)
            {
                Assert.That(nupkg.Files, Does.Contain(Path.ChangeExtension(library, ".xml")));
                Assert.That(symbols.Files, Does.Contain(Path.ChangeExtension(library, ".pdb")));
            }
        });
    }

    [TestCaseSource(nameof(Libraries))]
    public void A_library_wants_only_what_it_uses(string package)
    {
        using Nupkg nupkg = Nupkg.Of(package);
        Assert.Multiple(() =>
        {
            foreach ((string framework, string[] wanted) in nupkg.Dependencies())
            {
                IReadOnlySet<string> used = nupkg.References(framework == ".NETStandard2.1" ? "netstandard2.1" : framework);
                foreach (string dependency in wanted) Assert.That(used, Does.Contain(AssemblyOf.GetValueOrDefault(dependency, dependency)), $"{dependency} for {framework}");
            }
        });
    }

    [Test]
    public void The_command_is_there_for_each_supported_runtime_and_rolls_forward()
    {
        using Nupkg nupkg = Nupkg.Of("ManagedENet.Tool");
        Assert.Multiple(() =>
        {
            foreach (string framework in new[] { "net8.0", "net10.0" })
            {
                Assert.That(nupkg.ReadText($"tools/{framework}/any/enet.runtimeconfig.json"), Does.Contain("\"rollForward\": \"Major\""));
            }
        });
    }

    private static string Home() => XDocument.Load(Path.Combine(PackageFolder.Repository, "Directory.Build.props")).Descendants("PackageProjectUrl").Single().Value;

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
