using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Transports;

namespace ManagedENet.Protocol.Tests.Impairment;

/// <summary>What a path does by itself: a longest length, outages, a line that several share.</summary>
[TestFixture]
internal sealed class NetworkImpairmentPathTests
{
    private const ImpairmentFate TooLong = ImpairmentFate.Lost | ImpairmentFate.LostAsTooLong;

    private static readonly NetworkImpairmentOptions Outages = new() { Seed = 3, OutageIntervalMs = 1_000, OutageMs = 150 };

    [TestCase(DatagramFragmentation.SystemDefault, TooLong)]
    [TestCase(DatagramFragmentation.Forbidden, TooLong)]
    [TestCase(DatagramFragmentation.Allowed, ImpairmentFate.Delivered)]
    public void What_is_longer_than_the_path_takes_vanishes_unless_it_may_be_cut(DatagramFragmentation fragmentation, ImpairmentFate expected)
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { MtuBytes = 100 });
        var options = new DatagramSendOptions { Fragmentation = fragmentation };
        Assert.That(impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[100], options), Is.EqualTo(ImpairmentFate.Delivered));
        Assert.That(impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[101], options), Is.EqualTo(expected));
        bool isLost = expected != ImpairmentFate.Delivered;
        Assert.That((impairment.Counters.LostAsTooLong, impairment.Counters.Lost, impairment.Count), Is.EqualTo(isLost ? (1L, 1L, 1) : (0L, 0L, 2)));
    }

    [Test]
    public void A_datagram_that_is_too_long_takes_no_time_of_the_line()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { MtuBytes = 100, BandwidthBytesPerSecond = 10_000 });
        impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[5_000]);
        impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[100]);
        Assert.That(impairment.NextDueMs, Is.EqualTo(10));
    }

    [Test]
    public void What_was_taken_says_how_it_was_to_be_sent()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { DuplicationRate = 1 });
        var options = new DatagramSendOptions { Fragmentation = DatagramFragmentation.Forbidden };
        impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[1], options);
        for (int i = 0; i < 2; i++)
        {
            Assert.That(impairment.TryTake(0, new byte[1], out _, out _, out _, out DatagramSendOptions taken), Is.True);
            Assert.That(taken, Is.EqualTo(options), "the copy as well");
        }
    }

    [Test]
    public void Each_interval_has_one_outage_of_the_given_length_at_a_moment_of_its_own()
    {
        var impairment = new NetworkImpairment(Outages);
        int[] lost = LostBetween(impairment, 5_000, 25_000);
        int[][] spans = lost.GroupBy(ms => (ms - 5_000) / 1_000).Select(span => span.ToArray()).ToArray();
        Assert.That(spans, Has.Length.EqualTo(20));
        foreach (int[] span in spans) Assert.That(span, Is.EqualTo(Enumerable.Range(span[0], 150)), "in one piece");
        Assert.That(spans.Select(span => span[0] % 1_000).Distinct().Count(), Is.GreaterThan(15));
        Assert.That((impairment.Counters.Lost, impairment.Counters.LostInOutage), Is.EqualTo((3_000L, 3_000L)));
    }

    [Test]
    public void Outages_count_from_the_first_datagram_and_come_from_the_seed()
    {
        int[] first = LostBetween(new NetworkImpairment(Outages), 0, 5_000);
        int[] later = LostBetween(new NetworkImpairment(Outages), 123_456, 128_456);
        int[] another = LostBetween(new NetworkImpairment(Outages with { Seed = 4 }), 0, 5_000);
        Assert.That(later.Select(ms => ms - 123_456), Is.EqualTo(first));
        Assert.That(another, Is.Not.EqualTo(first));
    }

    [Test]
    public void Outages_and_the_longest_length_change_no_other_luck()
    {
        var plain = new NetworkImpairmentOptions { Seed = 11, LossRate = 0.2, BurstEnterRate = 0.02, DuplicationRate = 0.1, JitterMs = 20, BitFlipRate = 0.1, ReorderRate = 0.1 };
        List<Arrival> before = ImpairmentRun.Send(new NetworkImpairment(plain), 3_000);
        List<Arrival> after = ImpairmentRun.Send(new NetworkImpairment(plain with { OutageIntervalMs = 500, OutageMs = 50, MtuBytes = 8 }), 3_000);
        Assert.That(after, Is.SubsetOf(before), "what is not in an outage arrives when and as it did");
        Assert.That(after, Has.Count.InRange(before.Count * 8 / 10, before.Count - 1));
    }

    [Test]
    public void An_outage_as_long_as_its_interval_lets_nothing_through_and_one_of_no_length_everything()
    {
        Assert.That(LostBetween(new NetworkImpairment(Outages with { OutageMs = 1_000 }), 0, 3_000), Has.Length.EqualTo(3_000));
        Assert.That(LostBetween(new NetworkImpairment(Outages with { OutageMs = 0 }), 0, 3_000), Is.Empty);
        Assert.That(LostBetween(new NetworkImpairment(Outages with { OutageIntervalMs = 0 }), 0, 3_000), Is.Empty);
    }

    [Test]
    public void Several_pairs_share_one_line_and_its_queue()
    {
        // 100 bytes at 10,000 bytes per second: 10 ms each, whoever sends them.
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { BandwidthBytesPerSecond = 10_000, BandwidthQueueBytes = 400 });
        ENetAddress[] receivers = Enumerable.Range(1, 5).Select(i => ENetAddress.FromIPv4(0x0A000100 + (uint)i, 1002)).ToArray();
        ImpairmentFate[] fates = receivers.Select(to => impairment.Submit(0, ImpairmentRun.From, to, new byte[100])).ToArray();
        Assert.That(fates[4], Is.EqualTo(ImpairmentFate.Lost | ImpairmentFate.LostInQueue));
        for (int i = 0; i < 4; i++)
        {
            Assert.That(impairment.NextDueMs, Is.EqualTo(10 * (i + 1)));
            Assert.That(impairment.TryTake(1_000, new byte[100], out _, out _, out ENetAddress to), Is.True);
            Assert.That(to, Is.EqualTo(receivers[i]));
        }
    }

    [Test]
    public void Lengths_and_outages_out_of_range_are_refused()
    {
        Assert.That(() => new NetworkImpairmentOptions { MtuBytes = -1 }.Validate(), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new NetworkImpairmentOptions { MtuBytes = 65_536 }.Validate(), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new NetworkImpairmentOptions { OutageIntervalMs = -1 }.Validate(), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => (Outages with { OutageMs = 1_001 }).Validate(), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("between 0 and 1000"));
        Assert.That(() => new NetworkImpairmentOptions { OutageMs = 1_001 }.Validate(), Throws.Nothing);
    }

    private static int[] LostBetween(NetworkImpairment impairment, int fromMs, int toMs)
    {
        var lost = new List<int>();
        for (int ms = fromMs; ms < toMs; ms++)
        {
            if ((impairment.Submit(ms, ImpairmentRun.From, ImpairmentRun.To, default) & ImpairmentFate.LostInOutage) != 0) lost.Add(ms);
        }

        return [.. lost];
    }
}
