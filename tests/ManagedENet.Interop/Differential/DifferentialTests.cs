using System.Collections.Generic;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Native;
using ManagedENet.Shared;

namespace ManagedENet.Interop.Differential;

/// <summary>The same seeded sessions on managed-managed, managed-native, native-managed and native-native.</summary>
[TestFixture]
internal sealed class DifferentialTests
{
    [Test]
    public void Applications_see_the_same_on_every_pairing()
    {
        NativeLibraryGuard.Require();
        ulong[] seeds = [.. Seeds.Chosen(usually: 300)];
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
            Assert.That(differences, Has.All.StartsWith("MANAGEDENET_SEEDS=1 MANAGEDENET_FIRST_SEED=77 dotnet test tests/ManagedENet.Interop "));
            Assert.That(differences[0], Does.Contain("Native server, Managed client").And.Contain("0,2"));
            Assert.That(differences[1], Does.Contain("arrived twice"));
        }
    }
}
