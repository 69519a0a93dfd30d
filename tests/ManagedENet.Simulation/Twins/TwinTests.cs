using System.Linq;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Twins;

/// <summary>The loops of the usual case against the general way that they must equal.</summary>
[TestFixture]
internal sealed class TwinTests
{
    private const int Steps = 250;

    // In quarters, so that no single test takes long where the machine is slow.
    [Test]
    [Property("Requirement", "REL-041, CHN-011, REL-017, CHN-032")]
    public void The_usual_way_and_the_general_way_send_tell_and_know_the_same([Range(0, 3)] int quarter)
    {
        long datagrams = 0;
        long happenings = 0;
        Seeds.Each(usually: 75, seed =>
        {
            using var twins = new TwinPair((seed * 4) + (ulong)quarter);
            var life = new TwinLife(twins);
            life.Begin();
            for (int step = 0; step < Steps; step++) life.Step();
            datagrams += twins.Datagrams;
            happenings += twins.Happenings;
        });
        TestContext.Out.WriteLine($"{datagrams} datagrams, {happenings} events");
    }

    [Test]
    [Property("Requirement", "CHN-011, CHN-021")]
    public void They_do_so_where_the_numbers_have_gone_through_all_windows_and_begin_anew()
    {
        const int untilTheyWrap = 65_400;
        Seeds.Each(usually: 20, seed =>
        {
            using var twins = new TwinPair(seed);
            var life = new TwinLife(twins);
            life.Begin();
            life.Wear(untilTheyWrap);
            for (int step = 0; step < Steps; step++) life.Step();
        });
    }

    [Test]
    public void Twins_of_whom_one_says_more_are_told_apart()
    {
        using var twins = new TwinPair(1);
        new TwinLife(twins).Begin();
        twins.OneOnly(world => Caller(world).Peer().Ping());
        Assert.That(() => twins.Run(0), Throws.TypeOf<AssertionException>().With.Message.Contains("datagram"));
    }

    [Test]
    public void Twins_of_whom_one_knows_something_else_are_told_apart()
    {
        using var twins = new TwinPair(1);
        new TwinLife(twins).Begin();
        twins.OneOnly(world => Caller(world).Peer().SetTimeout(7, 0, 0));
        Assert.That(() => twins.Run(0), Throws.TypeOf<AssertionException>().With.Message.Contains("Timeouts.Limit 32 / 7"));
    }

    private static VirtualHost Caller(TwinWorld world) => world.Hosts.First(host => host.Core.ConnectedPeers > 0);
}
