using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ManagedENet.Pages.Tests.Pages;

namespace ManagedENet.Pages.Tests;

/// <summary>The commands that pages show name projects, files, frameworks and options that are there. They are not run: what they do has tests of its own.</summary>
[TestFixture]
internal sealed partial class ShellTests
{
    private static readonly string[] Folders = ["src/", "tests/", "benchmarks/", "samples/", "docs/", "protocol-spec/"];
    private static readonly ConcurrentDictionary<string, string> Help = new(StringComparer.Ordinal);

    [Test]
    public void Every_command_of_a_page_names_what_is_there()
    {
        string[] faults = [.. Repository.AllPages.SelectMany(Faults)];
        Assert.That(faults, Is.Empty, string.Join('\n', faults));
        Assert.That(Repository.AllPages.Sum(page => page.Fences.Where(fence => fence.IsShell).Sum(fence => fence.Commands.Count())), Is.GreaterThan(30), "or commands are not found");
    }

    [TestCase("dotnet run --project src/Nowhere")]
    [TestCase("dotnet test tests/Nowhere -c Release")]
    [TestCase("dotnet run -f net7.0 --project src/ManagedENet.Tool")]
    [TestCase("dotnet run -f net10.0 --project src/ManagedENet.Tool -- serve --nowhere 1")]
    [TestCase("enet demo --nowhere")]
    [TestCase("enet nowhere")]
    [TestCase("MANAGEDENET_SEEDS=5 tests/nowhere/run")]
    [TestCase("./nowhere")]
    [TestCase("./check --long nowhere")]
    public void A_command_that_names_what_is_not_there_is_found(string command) => Assert.That(Faults(new Page("p.md", $"```\n{command}\n```")), Is.Not.Empty);

    [TestCase("dotnet run -c Release -f net10.0 --project src/ManagedENet.Tool -- simulate --loss 5")]
    [TestCase("enet serve --port 7777   # and more --words")]
    [TestCase("./check --long fuzz")]
    [TestCase("dotnet run hello.cs")]
    public void A_command_that_names_what_is_there_is_good(string command) => Assert.That(Faults(new Page("p.md", $"```\n{command}\n```")), Is.Empty);

    private static IEnumerable<string> Faults(Page page) =>
        from fence in page.Fences
        where fence.IsShell
        from command in fence.Commands
        from fault in FaultsOf(command)
        select $"{page.Name}:{fence.Line}: {command}: {fault}";

    // What stands behind a # or behind two spaces tells what the command does.
    private static IEnumerable<string> FaultsOf(string command)
    {
        string[] words = Explanation().Replace(command, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        words = [.. words.SkipWhile(word => Variable().IsMatch(word)).Select(word => word.Trim('"'))];
        if (words.Length == 0) yield break;
        foreach (string path in words.Where(word => Folders.Any(folder => word.StartsWith(folder, StringComparison.Ordinal)) || word.StartsWith("./", StringComparison.Ordinal)))
        {
            if (!File.Exists(Repository.PathOf(path)) && !Directory.Exists(Repository.PathOf(path))) yield return $"there is no {path}";
        }

        int arguments = Array.IndexOf(words, "--");
        string? project = words.FirstOrDefault(word => word.StartsWith("src/", StringComparison.Ordinal) || word.StartsWith("tests/", StringComparison.Ordinal) || word.StartsWith("samples/", StringComparison.Ordinal));
        if (words[0] == "dotnet" && project is not null && Array.IndexOf(words, "-f") is >= 0 and var f && !HasFramework(project, words[f + 1])) yield return $"{project} is not built for {words[f + 1]}";
        if (words[0] == "./check" && words.Length > 2 && !IsLongRun(words[2])) yield return $"tests/ManagedENet.LongRuns has no run named {words[2]}";
        string[]? enet = words[0] == "enet" ? words[1..] : project == "src/ManagedENet.Tool" && arguments >= 0 ? words[(arguments + 1)..] : null;
        if (enet is null) yield break;
        string help = Help.GetOrAdd(enet[0], HelpOf);
        if (help.Length == 0) yield return $"enet has no command {enet[0]}";
        foreach (string option in enet.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
        {
            if (!Regex.IsMatch(help, $@"(^|[\s,]){Regex.Escape(option)}\b", RegexOptions.ExplicitCapture)) yield return $"enet {enet[0]} has no option {option}";
        }
    }

    private static bool HasFramework(string project, string framework)
    {
        string? file = Directory.Exists(Repository.PathOf(project)) ? Directory.EnumerateFiles(Repository.PathOf(project), "*.csproj").FirstOrDefault() : null;
        return file is null || Regex.IsMatch(File.ReadAllText(file), $@"<TargetFrameworks?>([^<]*;)?{Regex.Escape(framework)}(;[^<]*)?</", RegexOptions.ExplicitCapture);
    }

    private static bool IsLongRun(string name) =>
        Directory.EnumerateFiles(Repository.PathOf("tests/ManagedENet.LongRuns"), "*.cs", SearchOption.AllDirectories).Any(file => File.ReadAllText(file).Contains($"\"{name}\"", StringComparison.Ordinal));

    // Nothing when there is no such command.
    private static string HelpOf(string command)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "enet.dll"), command, "--help"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        string help = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && help.Contains($"enet {command}", StringComparison.Ordinal) ? help : "";
    }

    [GeneratedRegex(@"(\s#|\s\s+).*$")]
    private static partial Regex Explanation();

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Variable();
}
