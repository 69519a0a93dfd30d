using System.Linq;
using ManagedENet.Shared;

namespace ManagedENet.Simulation.Swarm;

/// <summary>Many small worlds. What one is, and what is held to it, is in the library of virtual worlds; "./check --long simulation" runs as many as there is time for.</summary>
[TestFixture]
internal sealed class SwarmTests
{
#if AGAINST_NETSTANDARD
    private const int Worlds = 200;
#else
    private const int Worlds = 1_000;
#endif

    [Test]
    [Property("Requirement", "LIM-001, LIM-003, LIM-006, CHN-015, CHN-016, CHN-017, CHN-030, CHN-041, CHN-050, REL-001, REL-030, REL-033, REL-071, DIS-021, DGM-028, HSK-004")]
    public void Whatever_happens_everything_converges_once_it_has_healed()
    {
        var total = new SwarmTally();
        Seeds.Each(Worlds, seed =>
        {
            using var swarm = new Swarm(seed);
            swarm.Run();
            total.Add(swarm.Tally);
        });
        TestContext.Out.WriteLine(total);
        if (total.Worlds < Worlds) return;
        long[] whatMustHappen =
        [
            total.Cuts, total.Pauses, total.Steps, total.Rebinds, total.Restarts, total.Refused, total.Broadcasts, total.Untrusted, total.Expired, total.Superseded,
            total.ReceiptsDelivered, total.ReceiptsEnded, total.Timeouts, total.Replaced, total.HostFull, total.MeasuredMemory,
        ];
        Assert.That(whatMustHappen, Is.All.Positive, "a swarm in which something never happens does not try it");
        Assert.That(total.Delivered, Is.GreaterThan(total.Packets / 4));
    }

    [Test]
    public void One_seed_repeats_everything_to_the_last_byte()
    {
        ulong[] seeds = [.. Seeds.Chosen(8)];
        ulong[] first = [.. seeds.Select(HashOf)];
        Assert.That(seeds.Select(HashOf), Is.EqualTo(first));
        Assert.That(first, Is.Unique);
    }

    private static ulong HashOf(ulong seed)
    {
        using var swarm = new Swarm(seed);
        swarm.Run();
        return swarm.Hash;
    }
}
