using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Shared;
using ManagedENet.Transports;

namespace ManagedENet.Protocol.Tests.Impairment;

[TestFixture]
internal sealed class NetworkImpairmentTests
{
    private static readonly NetworkImpairmentOptions Everything = new()
    {
        Seed = 42,
        LossRate = 0.1,
        DuplicationRate = 0.1,
        ReorderRate = 0.1,
        DelayMs = 20,
        JitterMs = 15,
        BurstEnterRate = 0.01,
        BitFlipRate = 0.05,
        BandwidthBytesPerSecond = 20_000,
        BandwidthQueueBytes = 400,
    };

    [Test]
    public void A_perfect_network_passes_everything_at_once_and_in_order()
    {
        List<Arrival> arrivals = ImpairmentRun.Send(new NetworkImpairment(new NetworkImpairmentOptions()), 500);
        Assert.That(arrivals.Select(a => a.Number), Is.EqualTo(Enumerable.Range(0, 500)));
        Assert.That(arrivals.All(a => a.AtMs == a.Number), Is.True);
    }

    [Test]
    public void The_same_seed_gives_the_same_fate_always()
    {
        List<Arrival> first = ImpairmentRun.Send(new NetworkImpairment(Everything), 3_000, length: 30);
        List<Arrival> second = ImpairmentRun.Send(new NetworkImpairment(Everything), 3_000, length: 30);
        Assert.That(second, Is.EqualTo(first));
        Assert.That(first, Has.Count.InRange(1_000, 2_999), "the network must have done something");
    }

    [Test]
    public void Another_seed_gives_another_fate()
    {
        List<Arrival> first = ImpairmentRun.Send(new NetworkImpairment(Everything), 500);
        List<Arrival> second = ImpairmentRun.Send(new NetworkImpairment(Everything with { Seed = 43 }), 500);
        Assert.That(second, Is.Not.EqualTo(first));
    }

    [Test]
    public void The_fates_of_a_seed_stay_what_they_were_when_they_were_written_down()
    {
        // A change here means that every seed anyone has noted down means something else: never by accident.
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { Seed = 1, LossRate = 0.3, DuplicationRate = 0.2, JitterMs = 9 });
        List<Arrival> arrivals = ImpairmentRun.Send(impairment, 16);
        Assert.That(string.Join(' ', arrivals.Select(a => $"{a.Number}@{a.AtMs}")), Is.EqualTo(
            // Number and time; also computed by an independent program from the description of ImpairmentRandom.
            "3@3 4@4 1@5 2@5 2@6 5@6 1@8 7@8 8@11 12@14 6@15 9@16 11@17 11@19 13@22"));
    }

    [Test]
    public void Who_is_lost_does_not_depend_on_the_other_rates()
    {
        var loss = new NetworkImpairmentOptions { Seed = 9, LossRate = 0.2 };
        IEnumerable<int> alone = ImpairmentRun.Send(new NetworkImpairment(loss), 1_000).Select(a => a.Number).Order();
        var more = loss with { DuplicationRate = 0.3, ReorderRate = 0.3, DelayMs = 50, JitterMs = 50, BitFlipRate = 0 };
        IEnumerable<int> withOthers = ImpairmentRun.Send(new NetworkImpairment(more), 1_000).Select(a => a.Number).Distinct().Order();
        Assert.That(withOthers, Is.EqualTo(alone));
    }

    [Test]
    public void More_loss_loses_the_same_datagrams_and_some_more()
    {
        var few = ImpairmentRun.Send(new NetworkImpairment(new NetworkImpairmentOptions { LossRate = 0.1 }), 1_000).Select(a => a.Number).ToHashSet();
        var many = ImpairmentRun.Send(new NetworkImpairment(new NetworkImpairmentOptions { LossRate = 0.4 }), 1_000).Select(a => a.Number).ToHashSet();
        Assert.That(many.IsProperSubsetOf(few), Is.True);
    }

    [TestCase(0.01)]
    [TestCase(0.1)]
    [TestCase(0.3)]
    [TestCase(0.9)]
    public void Rates_are_kept_within_five_standard_deviations(double rate)
    {
        const int Count = 20_000;
        double mean = Count * rate;
        double spread = 5 * Math.Sqrt(Count * rate * (1 - rate));

        ImpairmentCounters loss = Counters(new NetworkImpairmentOptions { Seed = 3, LossRate = rate }, Count);
        ImpairmentCounters others = Counters(new NetworkImpairmentOptions { Seed = 4, DuplicationRate = rate, ReorderRate = rate, BitFlipRate = rate }, Count);

        Assert.That(loss.Lost, Is.EqualTo(mean).Within(spread));
        Assert.That(loss.Taken, Is.EqualTo(Count - loss.Lost));
        Assert.That(others.Duplicated, Is.EqualTo(mean).Within(spread));
        Assert.That(others.HeldBack, Is.EqualTo(mean).Within(spread));
        Assert.That(others.BitFlipped, Is.EqualTo(mean).Within(spread));
        Assert.That(others.Taken, Is.EqualTo(Count + others.Duplicated));
    }

    [Test]
    public void Rate_zero_never_happens_and_rate_one_always()
    {
        ImpairmentCounters never = Counters(new NetworkImpairmentOptions(), 5_000);
        Assert.That(never.Lost + never.Duplicated + never.HeldBack + never.BitFlipped + never.TakenOutOfOrder, Is.Zero);
        ImpairmentCounters always = Counters(new NetworkImpairmentOptions { DuplicationRate = 1, ReorderRate = 1, BitFlipRate = 1 }, 5_000);
        Assert.That(new[] { always.Duplicated, always.HeldBack, always.BitFlipped }, Is.All.EqualTo(5_000));
        Assert.That(Counters(new NetworkImpairmentOptions { LossRate = 1 }, 5_000).Lost, Is.EqualTo(5_000));
    }

    [Test]
    public void Bursts_have_the_share_and_the_length_that_their_probabilities_say()
    {
        // Stationary share of the bad state: enter / (enter + leave) = 0.02 / 0.22; mean length 1 / leave = 5.
        const int Count = 50_000;
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { Seed = 5, BurstEnterRate = 0.02, BurstLeaveRate = 0.2 });
        int bursts = 0;
        bool before = false;
        byte[] datagram = new byte[4];
        for (int i = 0; i < Count; i++)
        {
            bool lost = (impairment.Submit(i, ImpairmentRun.From, ImpairmentRun.To, datagram) & ImpairmentFate.LostInBurst) != 0;
            if (lost && !before) bursts++;
            before = lost;
        }

        Assert.That(impairment.Counters.LostInBurst, Is.EqualTo(Count * 0.02 / 0.22).Within(10).Percent);
        Assert.That((double)impairment.Counters.LostInBurst / bursts, Is.EqualTo(5).Within(10).Percent);
        Assert.That(impairment.Counters.Lost, Is.EqualTo(impairment.Counters.LostInBurst));
    }

    [Test]
    public void A_flipped_datagram_differs_in_exactly_one_bit_anywhere_in_it()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { BitFlipRate = 1 });
        byte[] sent = new byte[16];
        byte[] taken = new byte[16];
        var touched = new HashSet<int>();
        for (int i = 0; i < 3_000; i++)
        {
            impairment.Submit(i, ImpairmentRun.From, ImpairmentRun.To, sent);
            Assert.That(impairment.TryTake(i, taken, out _, out _, out _), Is.True);
            int[] bits = Enumerable.Range(0, 128).Where(bit => (taken[bit / 8] >> (bit % 8) & 1) != 0).ToArray();
            Assert.That(bits, Has.Length.EqualTo(1));
            touched.Add(bits[0]);
        }

        Assert.That(touched, Has.Count.EqualTo(128));
    }

    [Test]
    public void An_empty_datagram_passes_and_has_no_bit_to_flip()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { BitFlipRate = 1 });
        Assert.That(impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, default), Is.EqualTo(ImpairmentFate.Delivered));
        Assert.That(impairment.TryTake(0, default, out int length, out _, out _), Is.True);
        Assert.That(length, Is.Zero);
    }

    [Test]
    public void What_does_not_fit_stays_and_is_refused_with_its_length()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions());
        impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[70_000]);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => impairment.TryTake(0, new byte[69_999], out _, out _, out _))!;
        Assert.That(refused.Message, Does.Contain("70000"));
        Assert.That(impairment.TryTake(0, new byte[70_000], out int length, out _, out _), Is.True);
        Assert.That(length, Is.EqualTo(70_000));
    }

    [TestCase(-0.01)]
    [TestCase(1.01)]
    [TestCase(double.NaN)]
    public void A_rate_outside_zero_to_one_is_refused(double rate)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new NetworkImpairment(new NetworkImpairmentOptions { LossRate = rate }));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new NetworkImpairment(new NetworkImpairmentOptions { BitFlipRate = rate }));
    }

    [Test]
    public void Options_out_of_range_are_refused_and_the_old_ones_stay()
    {
        var options = new NetworkImpairmentOptions { DelayMs = 5 };
        var impairment = new NetworkImpairment(options);
        Assert.Throws<ArgumentOutOfRangeException>(() => impairment.Options = options with { JitterMs = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => impairment.Options = options with { DatagramLimit = 0 });
        Assert.Throws<ArgumentNullException>(() => impairment.Options = null!);
        Assert.That(impairment.Options, Is.SameAs(options));
    }

    [Test]
    public void Nothing_is_allocated_after_warm_up()
    {
        var impairment = new NetworkImpairment(Everything with { BandwidthBytesPerSecond = 0 });
        byte[] datagram = new byte[1_392];
        byte[] buffer = new byte[4_096];
        // At most 65 ms under way, one and perhaps its copy each millisecond: 200 at once is more than the measured part ever has.
        for (int i = 0; i < 300; i++) impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, datagram);
        Assert.That(impairment.Count, Is.GreaterThan(200));
        long nowMs = 0;
        PumpOn();
        Assert.That(AllocatedBytes.OfEveryRound(PumpOn), Is.Zero);

        void PumpOn()
        {
            Pump(impairment, nowMs, 20_000, datagram, buffer);
            nowMs += 20_000;
        }
    }

    [Test]
    public void Options_without_bursts_end_a_burst_that_is_running()
    {
        NetworkImpairmentOptions endless = new() { Seed = 5, BurstEnterRate = 1, BurstLeaveRate = 0, BurstLossRate = 1 };
        foreach (NetworkImpairmentOptions healed in (NetworkImpairmentOptions[])[endless with { BurstEnterRate = 0 }, endless with { BurstEnterRate = 0, BurstLossRate = 0 }])
        {
            var impairment = new NetworkImpairment(endless);
            Pump(impairment, 0, 10, new byte[64], new byte[64]);
            Assert.That(impairment.Counters.LostInBurst, Is.EqualTo(10), "the first datagram enters the burst and is lost in it");
            impairment.Options = healed;
            Pump(impairment, 10, 10, new byte[64], new byte[64]);
            Assert.That((impairment.Counters.LostInBurst, impairment.Counters.Taken), Is.EqualTo((10L, 10L)));

            // And it does not come to life again.
            impairment.Options = endless with { BurstEnterRate = 0, BurstLossRate = 1 };
            Pump(impairment, 20, 10, new byte[64], new byte[64]);
            Assert.That(impairment.Counters.LostInBurst, Is.EqualTo(10));
        }
    }

    [Test]
    public void Options_that_keep_bursts_keep_the_one_that_is_running()
    {
        NetworkImpairmentOptions endless = new() { Seed = 5, BurstEnterRate = 1, BurstLeaveRate = 0, BurstLossRate = 1 };
        var impairment = new NetworkImpairment(endless);
        Pump(impairment, 0, 10, new byte[64], new byte[64]);
        impairment.Options = endless with { DelayMs = 5 };
        Pump(impairment, 10, 10, new byte[64], new byte[64]);
        Assert.That(impairment.Counters.LostInBurst, Is.EqualTo(20));
    }

    private static ImpairmentCounters Counters(NetworkImpairmentOptions options, int count)
    {
        var impairment = new NetworkImpairment(options);
        Pump(impairment, 0, count, new byte[64], new byte[64]);
        while (impairment.NextDueMs != long.MaxValue) impairment.TryTake(impairment.NextDueMs, new byte[64], out _, out _, out _);
        return impairment.Counters;
    }

    private static void Pump(NetworkImpairment impairment, long startMs, int count, byte[] datagram, byte[] buffer)
    {
        for (long nowMs = startMs; nowMs < startMs + count; nowMs++)
        {
            impairment.Submit(nowMs, ImpairmentRun.From, ImpairmentRun.To, datagram);
            while (impairment.TryTake(nowMs, buffer, out _, out _, out _))
            {
            }
        }
    }
}
