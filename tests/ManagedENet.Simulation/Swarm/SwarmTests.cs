using ManagedENet.Shared;

namespace ManagedENet.Simulation.Swarm;

/// <summary>Many small worlds.</summary>
[TestFixture]
internal sealed class SwarmTests
{
    private const int Worlds = 1_000;

    [Test]
    [Property("Requirement", "LIM-001, LIM-003, LIM-006, CHN-030, CHN-041, CHN-050, REL-030, REL-033, DIS-021, HSK-004")]
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
    }
}
