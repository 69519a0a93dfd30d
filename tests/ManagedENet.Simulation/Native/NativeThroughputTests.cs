using ManagedENet.Simulation.Throughput;

namespace ManagedENet.Simulation.Native;

/// <summary>The figures of libenet in the table of what gets through: two of its hosts on the same virtual networks, with the same fates.</summary>
[TestFixture]
internal sealed class NativeThroughputTests
{
    [SetUp]
    public void RequireLibrary() => NativeSystem.Require();

    [Test]
    public void What_gets_through_with_libenet_at_both_ends_is_what_the_table_says()
    {
        ThroughputTable table = ThroughputTable.Read();
        table.Measure(ThroughputTable.LibENet, world => new NativePair(world));
        table.Check();
    }
}
