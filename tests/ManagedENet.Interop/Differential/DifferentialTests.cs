using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Interop.Native;

namespace ManagedENet.Interop.Differential;

/// <summary>
/// The same seeded sessions on managed-managed, managed-native, native-managed and native-native. MANAGEDENET_DIFF_SEEDS says how many,
/// MANAGEDENET_DIFF_SEED repeats one.
/// </summary>
[TestFixture]
internal sealed class DifferentialTests
{
    private const ulong StandardSeeds = 240;

    [Test]
    public void Applications_see_the_same_on_every_pairing()
    {
        NativeLibraryGuard.Require();
        ulong[] seeds = ReadSeeds();
        List<string> differences = DifferentialRun.Play(seeds);
        foreach (string difference in differences) TestContext.Out.WriteLine(difference);
        Assert.That(differences, Is.Empty, $"{differences.Count} of {seeds.Length * 4} sessions differ; each line above repeats one.");
    }

    private static ulong[] ReadSeeds()
    {
        if (ReadNumber("MANAGEDENET_DIFF_SEED") is { } one) return [one];
        ulong count = ReadNumber("MANAGEDENET_DIFF_SEEDS") ?? StandardSeeds;
        return [.. Enumerable.Range(1, (int)count).Select(seed => (ulong)seed)];
    }

    private static ulong? ReadNumber(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text)) return null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) return number;
        throw new InvalidOperationException($"{variable} must be a whole number, not '{text}'.");
    }
}
