using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Simulation.Throughput;

/// <summary>
/// What gets through each kind of bad network, as a table that is kept in the tree: a change of the numbers is a change of the table, and shows in a diff.
/// The figures of libenet are made by <c>NativeThroughputTests</c>, where it is there.
/// </summary>
[TestFixture]
internal sealed class ThroughputTests
{
    /// <summary>Everything as native does it.</summary>
    public static HostOptions AsNative { get; } = new()
    {
        CongestionControl = ENetCongestionControl.Native,
        Quirks = NativeQuirks.All,
        MaximumCommandsPerDatagram = ProtocolConstants.NativeCommandsPerDatagram,
    };

    [Test]
    [Property("Requirement", "FLW-010, REL-030")]
    public void F1_F2_F3_what_gets_through_is_what_the_table_says()
    {
        ThroughputTable table = ThroughputTable.Read();
        table.Measure(ThroughputTable.Native, world => new ManagedPair(world, new HostOptions { CongestionControl = ENetCongestionControl.Native }));
        table.Measure(ThroughputTable.Cubic, world => new ManagedPair(world, new HostOptions { CongestionControl = ENetCongestionControl.Cubic }));
        table.Check();
    }

    [TestCaseSource(typeof(ThroughputNetwork), nameof(ThroughputNetwork.All))]
    public void With_native_s_quirks_the_figures_are_those_of_libenet(ThroughputNetwork network) =>
        Assert.That(ThroughputFigures.Measure(network, world => new ManagedPair(world, AsNative)), Is.EqualTo(ThroughputTable.Read().Figures(network, ThroughputTable.LibENet)));
}
