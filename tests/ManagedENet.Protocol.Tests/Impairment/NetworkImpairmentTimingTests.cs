using System.Collections.Generic;
using System.Linq;
using ManagedENet.Transports;

namespace ManagedENet.Protocol.Tests.Impairment;

[TestFixture]
internal sealed class NetworkImpairmentTimingTests
{
    [Test]
    public void Nothing_comes_before_its_time_and_the_next_time_is_known()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { DelayMs = 40 });
        Assert.That(impairment.NextDueMs, Is.EqualTo(long.MaxValue));
        impairment.Submit(100, ImpairmentRun.From, ImpairmentRun.To, new byte[3]);
        Assert.That(impairment.NextDueMs, Is.EqualTo(140));
        Assert.That(impairment.NextLength, Is.EqualTo(3));
        Assert.That(impairment.TryTake(139, new byte[8], out _, out _, out _), Is.False);
        Assert.That(impairment.TryTake(140, new byte[8], out int length, out _, out _), Is.True);
        Assert.That(length, Is.EqualTo(3));
        Assert.That(impairment.Count, Is.Zero);
    }

    [Test]
    public void Datagrams_due_at_the_same_time_come_in_the_order_they_were_submitted()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { DelayMs = 10 });
        for (byte i = 0; i < 200; i++) impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new[] { i });
        byte[] buffer = new byte[1];
        for (byte i = 0; i < 200; i++)
        {
            Assert.That(impairment.TryTake(10, buffer, out _, out _, out _), Is.True);
            Assert.That(buffer[0], Is.EqualTo(i));
        }
    }

    [Test]
    public void Jitter_lies_between_nothing_and_its_limit_and_reaches_both()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { DelayMs = 100, JitterMs = 7 });
        int[] delays = ImpairmentRun.Send(impairment, 2_000).Select(a => (int)(a.AtMs - a.Number)).ToArray();
        Assert.That(delays.Min(), Is.EqualTo(100));
        Assert.That(delays.Max(), Is.EqualTo(107));
        Assert.That(delays.Average(), Is.EqualTo(103.5).Within(0.3));
    }

    [Test]
    public void Arrivals_are_never_early_and_never_go_back_in_time()
    {
        var options = new NetworkImpairmentOptions { DelayMs = 30, JitterMs = 200, ReorderRate = 0.5, ReorderDelayMs = 300, DuplicationRate = 0.5 };
        List<Arrival> arrivals = ImpairmentRun.Send(new NetworkImpairment(options), 3_000);
        Assert.That(arrivals.Select(a => a.AtMs), Is.Ordered);
        Assert.That(arrivals.All(a => a.AtMs - a.Number is >= 30 and <= 530), Is.True);
    }

    [Test]
    public void A_held_back_datagram_is_overtaken_and_counted()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { Seed = 2, ReorderRate = 0.1, ReorderDelayMs = 5 });
        List<Arrival> arrivals = ImpairmentRun.Send(impairment, 1_000);
        Assert.That(arrivals.Where(a => a.AtMs - a.Number == 5).Count(), Is.EqualTo(impairment.Counters.HeldBack));
        int overtaken = arrivals.Zip(arrivals.Skip(1)).Count(pair => pair.Second.Number < pair.First.Number);
        Assert.That(impairment.Counters.HeldBack, Is.GreaterThan(50));
        Assert.That(overtaken, Is.GreaterThan(30));
        Assert.That(impairment.Counters.TakenOutOfOrder, Is.GreaterThanOrEqualTo(overtaken));
        Assert.That(arrivals.Select(a => a.Number).Order(), Is.EqualTo(Enumerable.Range(0, 1_000)), "none may be lost by holding it back");
    }

    [Test]
    public void A_cut_lets_nothing_in_and_heals_without_a_trace()
    {
        var options = new NetworkImpairmentOptions { DelayMs = 10 };
        var impairment = new NetworkImpairment(options);
        var arrivals = new List<Arrival>();
        impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[4]);
        impairment.Options = options with { IsCut = true };
        Assert.That(impairment.Submit(1, ImpairmentRun.From, ImpairmentRun.To, new byte[4]), Is.EqualTo(ImpairmentFate.Lost | ImpairmentFate.LostInCut));
        impairment.Options = options;
        impairment.Submit(2, ImpairmentRun.From, ImpairmentRun.To, new byte[4]);
        ImpairmentRun.Take(impairment, 1_000, arrivals);
        Assert.That(arrivals, Has.Count.EqualTo(2), "what was under way and what came after the cut");
        Assert.That(impairment.Counters.LostInCut, Is.EqualTo(1));
    }

    [Test]
    public void A_link_with_a_bandwidth_limit_spaces_datagrams_out()
    {
        // 100 bytes at 10,000 bytes per second: 10 ms each, whatever their number.
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { BandwidthBytesPerSecond = 10_000, DelayMs = 3 });
        var arrivals = new List<Arrival>();
        for (int i = 0; i < 50; i++) impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[100]);
        while (impairment.NextDueMs != long.MaxValue) ImpairmentRun.Take(impairment, impairment.NextDueMs, arrivals);
        Assert.That(arrivals.Select(a => a.AtMs), Is.EqualTo(Enumerable.Range(1, 50).Select(i => (long)(10 * i) + 3)));
    }

    [Test]
    public void A_full_bandwidth_queue_loses_what_comes_on_top_and_recovers()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { BandwidthBytesPerSecond = 1_000, BandwidthQueueBytes = 1_000 });
        ImpairmentFate[] fates = Enumerable.Range(0, 15).Select(_ => impairment.Submit(0, ImpairmentRun.From, ImpairmentRun.To, new byte[100])).ToArray();
        Assert.That(fates.Take(10), Is.All.EqualTo(ImpairmentFate.Delivered));
        Assert.That(fates.Skip(10), Is.All.EqualTo(ImpairmentFate.Lost | ImpairmentFate.LostInQueue));
        Assert.That(impairment.Submit(100, ImpairmentRun.From, ImpairmentRun.To, new byte[100]), Is.EqualTo(ImpairmentFate.Delivered));
        Assert.That(impairment.Counters.LostInQueue, Is.EqualTo(5));
    }

    [Test]
    public void The_number_of_datagrams_under_way_is_bounded()
    {
        var impairment = new NetworkImpairment(new NetworkImpairmentOptions { DelayMs = 1_000, DatagramLimit = 10, DuplicationRate = 1 });
        for (int i = 0; i < 50; i++) impairment.Submit(i, ImpairmentRun.From, ImpairmentRun.To, new byte[4]);
        Assert.That(impairment.Count, Is.EqualTo(10));
        Assert.That(impairment.Counters.LostInQueue, Is.EqualTo(45));
    }

    [Test]
    public void Clearing_forgets_what_is_under_way_and_nothing_else()
    {
        var options = new NetworkImpairmentOptions { Seed = 6, LossRate = 0.5, DelayMs = 10 };
        var impairment = new NetworkImpairment(options);
        for (int i = 0; i < 100; i++) impairment.Submit(i, ImpairmentRun.From, ImpairmentRun.To, new byte[4]);
        impairment.Clear();
        Assert.That(impairment.Count, Is.Zero);

        List<Arrival> after = ImpairmentRun.Send(impairment, 100, firstNumber: 100);
        List<Arrival> all = ImpairmentRun.Send(new NetworkImpairment(options), 200);
        Assert.That(after, Is.EqualTo(all.Where(a => a.Number >= 100)));
    }
}
