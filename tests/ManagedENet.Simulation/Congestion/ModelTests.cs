using System.Collections.Generic;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>What <see cref="ENetCongestionControl.Model"/> does better than CUBIC, and how it shares. <see cref="LineTests"/> hold for both.</summary>
[TestFixture]
internal sealed class ModelTests
{
    private static readonly NetworkImpairmentOptions LongLine = new() { DelayMs = 140, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 700_000 };

    [TestCase(0, 18)]
    [TestCase(0.01, 16)]
    [TestCase(0.02, 15)]
    [TestCase(0.05, 12)]
    [TestCase(0.3, 5)]
    [Property("Requirement", "CGC-040, CGC-041, CGC-042, CGC-043, CGC-045, DEV-095")]
    public void A_lossy_line_carries_what_it_can_where_its_losses_are_tolerated(double loss, double least)
    {
        using var run = new BulkRun(ENetCongestionControl.Model, LongLine with { LossRate = loss }, tolerance: ENetLossTolerance.LossyLine);
        run.Run(30_000);
        Assert.That(run.IsAlive, Is.True);
        Assert.That(run.Megabits, Is.GreaterThanOrEqualTo(least));
        LedgerOracle.AssertAccounted(run.Connection.Client.Core);
    }

    [Test]
    [Property("Requirement", "CGC-045, DEV-095")]
    public void The_tolerance_may_change_at_any_time()
    {
        using var run = new BulkRun(ENetCongestionControl.Model, LongLine with { LossRate = 0.1 }, tolerance: 0);
        run.Run(10_000);
        long before = run.Received;
        run.Sender.SetLossTolerance(ENetLossTolerance.LossyLine);
        run.Run(20_000);
        Assert.That(before / 10_000.0, Is.LessThan(400), "kB/s while nothing is tolerated");
        Assert.That((run.Received - before) / 20_000.0, Is.GreaterThan(1_000), "kB/s of 2,500 afterwards");
    }

    [TestCase(1)]
    [TestCase(4)]
    [Property("Requirement", "CGC-041, CGC-042, DEV-095")]
    public void Hardly_anything_waits_on_a_line_that_is_full(int queue)
    {
        using var run = new BulkRun(ENetCongestionControl.Model, new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = queue * 100_000 });
        run.Run(3_000);
        Assert.That(run.WaitMs(), Is.LessThanOrEqualTo(0.1 * 40));
        Assert.That(run.Rate, Is.GreaterThan(2_400), "kB/s of 2,500");
    }

    [TestCase(0, 50_000)]
    [TestCase(0, 400_000)]
    [TestCase(10_000, 50_000)]
    [TestCase(10_000, 100_000)]
    [TestCase(10_000, 400_000)]
    [Property("Requirement", "CGC-042, CGC-044, DEV-095")]
    public void Two_of_them_share_a_line(int laterMs, int queueBytes)
    {
        using var pair = new Pair(ENetCongestionControl.Model, ENetCongestionControl.Model, queueBytes);
        pair.Run(laterMs, 1);
        double first = -pair.Received[0];
        pair.Run(60_000, 2);
        first += pair.Received[0];
        double second = pair.Received[1];
        double fairness = (first + second) * (first + second) / (2 * ((first * first) + (second * second)));
        Assert.That(fairness, Is.GreaterThanOrEqualTo(0.9));
        Assert.That((first + second) / 60_000, Is.GreaterThan(2_300), "kB/s of 2,500");
    }

    [Test]
    [Property("Requirement", "CGC-040, DEV-095")]
    public void Rules_of_all_kinds_may_follow_each_other()
    {
        using var run = new BulkRun(ENetCongestionControl.Native, new NetworkImpairmentOptions { DelayMs = 25, LossRate = 0.05 });
        for (int i = 0; i < 60; i++)
        {
            run.Sender.SetCongestionControl((ENetCongestionControl)(i % 3));
            run.Run(130);
            LedgerOracle.AssertAccounted(run.Connection.Client.Core);
        }

        Assert.That(run.World.RunUntil(() => run.Received == run.Sent, 60_000), Is.True);
        Assert.That(run.IsAlive, Is.True);
    }
}
