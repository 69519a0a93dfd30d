using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Native;

namespace ManagedENet.Interop.Differential;

/// <summary>
/// The same seeded sessions on managed-managed, managed-native, native-managed and native-native. MANAGEDENET_DIFF_SEEDS says how many,
/// MANAGEDENET_DIFF_SEED repeats one.
/// </summary>
[TestFixture]
internal sealed class DifferentialTests
{
    private const ulong StandardSeeds = 300;

    [Test]
    public void Applications_see_the_same_on_every_pairing()
    {
        NativeLibraryGuard.Require();
        ulong[] seeds = ReadSeeds();
        List<string> differences = DifferentialRun.Play(seeds);
        foreach (string difference in differences) TestContext.Out.WriteLine(difference);
        Assert.That(differences, Is.Empty, $"{differences.Count} of {seeds.Length * 4} sessions differ; each line above repeats one.");
    }

    [Test]
    public void An_outcome_that_differs_is_one_line_that_repeats_it()
    {
        SessionOutcome native = new(Implementation.Native, Implementation.Native, "connected; Server channel 0: 0,1,2", []);
        SessionOutcome same = native with { Server = Implementation.Managed };
        SessionOutcome other = native with { Client = Implementation.Managed, Promised = "connected; Server channel 0: 0,2" };
        SessionOutcome broken = same with { Problems = ["message 3 arrived twice"] };
        string[] differences = [.. DifferentialRun.Compare(77, [native, same, other, broken])];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(differences, Has.Length.EqualTo(2));
            Assert.That(differences, Has.All.StartsWith("MANAGEDENET_DIFF_SEED=77 dotnet test "));
            Assert.That(differences[0], Does.Contain("Native server, Managed client").And.Contain("0,2"));
            Assert.That(differences[1], Does.Contain("arrived twice"));
        }
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
