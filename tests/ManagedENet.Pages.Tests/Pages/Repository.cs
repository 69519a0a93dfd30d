using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace ManagedENet.Pages.Tests.Pages;

/// <summary>The tree that the pages belong to: its root, its address, and the pages themselves.</summary>
internal static class Repository
{
    private static readonly string[] Built = ["bin", "obj", "artifacts", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Where the project is going to be published; the packages take it from the same property.</summary>
    public static string Address { get; } = XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("PackageProjectUrl").Single().Value;

    /// <summary>Every page of the tree.</summary>
    public static IReadOnlyList<Page> AllPages { get; } = [.. MarkdownFiles(Root).Order(StringComparer.Ordinal).Select(Page.Read)];

    /// <summary>The pages whose programs run: README.md, those of docs, and what the packages show of themselves.</summary>
    public static IEnumerable<Page> PagesForUsers => AllPages.Where(page => page.Name == "README.md" || (page.Name.StartsWith("docs/", StringComparison.Ordinal) && page.Name.Count(c => c == '/') == 1) || IsPackagePage(page));

    public static bool IsPackagePage(Page page) => page.Name.StartsWith("src/", StringComparison.Ordinal) && Path.GetFileName(page.Name) == "PACKAGE.md";

    public static string PathOf(string name) => Path.Combine(Root, name);

    private static IEnumerable<string> MarkdownFiles(string folder)
    {
        IEnumerable<string> below = Directory.EnumerateDirectories(folder)
            .Where(child => !Built.Contains(Path.GetFileName(child), StringComparer.Ordinal) && !Path.GetFileName(child).StartsWith('.'))
            .SelectMany(MarkdownFiles);
        return Directory.EnumerateFiles(folder, "*.md").Concat(below);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ManagedENet.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has a ManagedENet.sln: run these tests from a build inside the tree.");
    }
}
