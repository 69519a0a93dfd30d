using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Pages.Tests.Pages;

namespace ManagedENet.Pages.Tests;

/// <summary>What a page of the tree points to is there: files, and headings in pages. The address of the project stands in one place, and every page that writes it out is compared with that.</summary>
[TestFixture]
internal sealed class LinkTests
{
    private static readonly Dictionary<string, Page> ByName = Repository.AllPages.ToDictionary(page => page.Name, StringComparer.Ordinal);

    private static string OfMain => Repository.Address + "/blob/main/";

    [Test]
    public void Every_link_into_the_tree_leads_to_a_file_and_an_anchor_that_are_there()
    {
        string[] broken = [.. Repository.AllPages.SelectMany(Broken)];
        Assert.That(broken, Is.Empty, string.Join('\n', broken));
        Assert.That(Repository.AllPages.Sum(page => page.Links.Count), Is.GreaterThan(100), "or links are not found");
    }

    [Test]
    public void What_a_package_shows_of_itself_has_whole_addresses() =>
        Assert.That(Repository.AllPages.Where(Repository.IsPackagePage).SelectMany(page => page.Links.Where(link => !IsAbsolute(link.Target)).Select(link => $"{page.Name}:{link.Line}: {link.Target}")), Is.Empty, "where packages are shown there is no tree beside the page");

    [TestCase("[a](nowhere.md)")]
    [TestCase("[a](../../SECURITY.md)")]
    [TestCase("[a](README.md#nowhere)")]
    [TestCase("[a](#nowhere)")]
    [TestCase("![a](images/nowhere.svg \"a picture\")")]
    [TestCase("<img src=\"images/nowhere.svg\">")]
    [TestCase("[a]: nowhere.md")]
    [TestCase("[a](~/blob/main/nowhere.md)")]
    [TestCase("[a](~/blob/main/README.md#nowhere)")]
    [TestCase("[a](~/tree/main/nowhere)")]
    public void A_link_to_nowhere_is_found(string text) => Assert.That(Broken(new Page("p.md", text.Replace("~", Repository.Address, StringComparison.Ordinal))), Has.Exactly(1).Items);

    [TestCase("## A `heading`: of, some words\n[a](#a-heading-of-some-words)")]
    [TestCase("## Twice\n## Twice\n[a](#twice-1)")]
    [TestCase("<a id=\"here\"></a>\n[a](#here)")]
    [TestCase("`[a](nowhere.md)` and ``[b`](nowhere.md)``")]
    [TestCase("```\n[a](nowhere.md)\n```")]
    [TestCase("[a](https://example.org/nowhere.md)")]
    [TestCase("[a](docs/) [b](README.md)")]
    [TestCase("[a](~) [b](~/blob/main/README.md)")]
    public void What_is_there_is_not_called_broken(string text) => Assert.That(Broken(new Page("p.md", text.Replace("~", Repository.Address, StringComparison.Ordinal))), Is.Empty);

    private static IEnumerable<string> Broken(Page page) =>
        from link in page.Links
        let fault = FaultOf(page, link.Target)
        where fault is not null
        select $"{page.Name}:{link.Line}: {link.Target}: {fault}";

    private static string? FaultOf(Page page, string target)
    {
        if (target.StartsWith(OfMain, StringComparison.Ordinal)) return FaultIn("", page, target[OfMain.Length..]);
        if (target.StartsWith(Repository.Address + "/", StringComparison.Ordinal)) return "addresses into the project begin with " + OfMain;
        if (IsAbsolute(target)) return null;
        return FaultIn(Path.GetDirectoryName(page.Name)!, page, target);
    }

    private static string? FaultIn(string folder, Page page, string target)
    {
        string[] parts = target.Split('#', 2);
        string name = parts[0].Length == 0 ? page.Name : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, folder, Uri.UnescapeDataString(parts[0]))).Replace('\\', '/');
        if (name.StartsWith("..", StringComparison.Ordinal)) return "leads out of the tree";
        if (parts[0].Length > 0 && !File.Exists(Repository.PathOf(name)) && !Directory.Exists(Repository.PathOf(name))) return $"there is no {name}";
        if (parts.Length == 1) return null;
        Page? other = parts[0].Length == 0 ? page : ByName.GetValueOrDefault(name);
        return other is null || other.Anchors.Contains(parts[1]) ? null : $"{name} has no heading that makes #{parts[1]}";
    }

    private static bool IsAbsolute(string target) => target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal);
}
