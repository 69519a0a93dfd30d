using System;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Simulation.Throughput;

/// <summary>
/// What gets through each kind of bad network, as a table that is kept in the tree: a change of the numbers is a change of the table, and shows in a diff.
/// </summary>
[TestFixture]
internal sealed class ThroughputTests
{
    [Test]
    [Property("Requirement", "FLW-010, REL-030")]
    public void F1_F2_F3_what_gets_through_is_what_the_table_says()
    {
        ThroughputTable table = ThroughputTable.Read();
        table.Measure(ThroughputTable.Native, world => new ManagedPair(world, new HostOptions { CongestionControl = ENetCongestionControl.Native }));
        table.Measure(ThroughputTable.Cubic, world => new ManagedPair(world, new HostOptions { CongestionControl = ENetCongestionControl.Cubic }));
        table.Check();
    }

    [Test]
    public void Quirks()
    {
        ThroughputTable table = ThroughputTable.Read();
        table.Measure(ThroughputTable.Native, world => new ManagedPair(world, new HostOptions { CongestionControl = ENetCongestionControl.Native, Quirks = NativeQuirks.All, MtuBytes = 1400, MaximumCommandsPerDatagram = 32 }));
        Console.WriteLine(table.ToString());
    }
}
