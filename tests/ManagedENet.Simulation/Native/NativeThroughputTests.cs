using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Simulation.Harness;
using ManagedENet.Simulation.Throughput;

namespace ManagedENet.Simulation.Native;

/// <summary>The figures of libenet in the table of what gets through: two of its hosts on the same virtual networks, with the same fates.</summary>
[TestFixture]
internal sealed class NativeThroughputTests
{
    private const int ComparedSeconds = 5;

    // A CONNECT and its answer hold the number that each end has drawn for the connection.
    private const int HandshakeDatagrams = 2;

    [SetUp]
    public void RequireLibrary() => NativeSystem.Require();

    [Test]
    public void What_gets_through_with_libenet_at_both_ends_is_what_the_table_says()
    {
        ThroughputTable table = ThroughputTable.Read();
        table.Measure(ThroughputTable.LibENet, world => new NativePair(world));
        table.Check();
    }

    [TestCaseSource(typeof(ThroughputNetwork), nameof(ThroughputNetwork.All))]
    public void With_native_s_quirks_every_datagram_is_that_of_libenet(ThroughputNetwork network)
    {
        IReadOnlyList<string> native = Datagrams(network, world => new NativePair(world));
        IReadOnlyList<string> ours = Datagrams(network, world => new ManagedPair(world, ThroughputTests.AsNative));
        int equal = native.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(native, Has.Count.GreaterThan(50));
            Assert.That(ours, Has.Count.EqualTo(native.Count));
            Assert.That(ours.ElementAtOrDefault(equal), Is.EqualTo(native.ElementAtOrDefault(equal)), $"Datagram {equal} is another.");
        }
    }

    private static string[] Datagrams(ThroughputNetwork network, Func<VirtualWorld, IThroughputPair> makePair)
    {
        using IThroughputPair pair = network.Connect(makePair, keepsLog: true);
        new ReliableRun(pair).RunUntil(ComparedSeconds);
        return [.. pair.World.Network.Log.Skip(HandshakeDatagrams).Select(sent => sent.ToString())];
    }
}
