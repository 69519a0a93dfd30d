using System;
using System.Globalization;

namespace ManagedENet.Simulation.Swarm;

/// <summary>Many small worlds. MANAGEDENET_SEEDS sets how many, MANAGEDENET_SEED where to begin; a failure names its seed.</summary>
[TestFixture]
internal sealed class SwarmTests
{
    private const int DefaultSeeds = 250;
    private const int Steps = 400;

    [Test]
    [Property("Requirement", "LIM-001, LIM-003, LIM-006, CHN-030, CHN-041, CHN-050, REL-030, REL-033, DIS-021, HSK-004")]
    public void Whatever_the_network_does_everything_converges_once_it_has_healed()
    {
        long first = Setting("MANAGEDENET_SEED", 1);
        long count = Setting("MANAGEDENET_SEEDS", DefaultSeeds);
        long datagrams = 0;
        long packets = 0;
        for (long seed = first; seed < first + count; seed++)
        {
            try
            {
                using var swarm = new Swarm((ulong)seed);
                swarm.Run(Steps);
                datagrams += swarm.Datagrams;
                packets += swarm.Packets;
            }
            catch (Exception e)
            {
                throw new AssertionException($"Seed {seed}: {e.Message}", e);
            }
        }

        TestContext.Out.WriteLine($"{count} seeds, {packets} packets, {datagrams} datagrams");
        Assert.That(packets, Is.GreaterThan(count * 100), "they must have had something to say");
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
