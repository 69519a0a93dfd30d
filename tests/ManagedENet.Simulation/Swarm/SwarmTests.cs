using ManagedENet.Shared;

namespace ManagedENet.Simulation.Swarm;

/// <summary>Many small worlds.</summary>
[TestFixture]
internal sealed class SwarmTests
{
    private const int Steps = 400;

    [Test]
    [Property("Requirement", "LIM-001, LIM-003, LIM-006, CHN-030, CHN-041, CHN-050, REL-030, REL-033, DIS-021, HSK-004")]
    public void Whatever_the_network_does_everything_converges_once_it_has_healed()
    {
        long worlds = 0;
        long datagrams = 0;
        long packets = 0;
        Seeds.Each(usually: 250, seed =>
        {
            using var swarm = new Swarm(seed);
            swarm.Run(Steps);
            worlds++;
            datagrams += swarm.Datagrams;
            packets += swarm.Packets;
        });
        TestContext.Out.WriteLine($"{worlds} worlds, {packets} packets, {datagrams} datagrams");
        Assert.That(packets, Is.GreaterThan(worlds * 100), "they must have had something to say");
    }
}
