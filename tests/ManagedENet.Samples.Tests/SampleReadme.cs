using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Tests.Support;

namespace ManagedENet.Samples.Tests;

/// <summary>The lines of <c>samples/README.md</c> that start a sample: the tests run these very ones.</summary>
internal static class SampleReadme
{
    private const string Run = "dotnet run ";

    public static string Text { get; } = File.ReadAllText(Repository.Combine("samples", "README.md"));

    public static IEnumerable<string> Lines => Text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(Run, StringComparison.Ordinal));

    /// <summary>The arguments of the one line that starts a sample so, with some of them replaced.</summary>
    public static string[] Arguments(string sample, string begin, params (string Old, string New)[] replaced)
    {
        string[] lines = [.. Lines.Where(line => line.Replace("-c Release ", "", StringComparison.Ordinal).StartsWith($"{Run}--project samples/{sample} -- {begin}", StringComparison.Ordinal))];
        Assert.That(lines, Has.Exactly(1).Items, $"samples/README.md starts {sample} {begin} once");
        string[] words = lines[0].Split(" -- ")[1].Split(' ');
        foreach ((string old, _) in replaced) Assert.That(words, Has.Member(old), lines[0]);
        return [.. words.Select(word => Array.Find(replaced, pair => pair.Old == word) is { Old: not null } pair ? pair.New : word)];
    }
}
