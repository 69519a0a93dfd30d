using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>CUBIC with others on one line. How it shares with the kernel's TCP needs real time: see the long runs.</summary>
[TestFixture]
internal sealed class SharingTests
{
    private const int NativeWindow = 65_536;

    [TestCase(50_000)]
    [TestCase(100_000)]
    [TestCase(400_000)]
    [Property("Requirement", "CGC-011, CGC-018, DEV-081")]
    public void Two_of_them_share_a_line(int queueBytes)
    {
        using var pair = new Pair(ENetCongestionControl.Cubic, ENetCongestionControl.Cubic, queueBytes);
        pair.Run(2_000, 1);
        pair.Run(10_000, 2);
        double first = -pair.Received[0];
        double second = -pair.Received[1];
        pair.Run(60_000, 2);
        first += pair.Received[0];
        second += pair.Received[1];
        Assert.That((first + second) * (first + second) / (2 * ((first * first) + (second * second))), Is.GreaterThanOrEqualTo(0.95));
        Assert.That((first + second) / 60_000, Is.GreaterThan(2_200), "kB/s of 2,500");
    }

    [Test]
    [Property("Requirement", "CGC-018, DEV-081")]
    public void Native_s_window_is_no_floor_on_a_line_that_holds_less()
    {
        // 50 kB under way and 10 that wait: native's window would lose a part of itself in every round trip.
        using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 1_250_000, BandwidthQueueBytes = 10_000 });
        run.Run(30_000);
        Assert.That(run.Sender.Retransmissions * 1_300.0 / run.Sent, Is.LessThan(0.005));
        Assert.That(run.Rate, Is.GreaterThan(1_000), "kB/s of 1,250");
    }

    [Test]
    [Property("Requirement", "CGC-018, DEV-081")]
    public void Native_s_window_is_a_floor_where_losses_find_no_queue()
    {
        using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = 20, LossRate = 0.05 });
        for (int i = 0; i < 1_000; i++)
        {
            run.Run(10);
            Assert.That(run.Sender.CongestionWindowBytes, Is.GreaterThanOrEqualTo(NativeWindow));
        }
    }

    [Test]
    [Property("Requirement", "CGC-019, DEV-081")]
    public void The_window_rests_for_a_round_trip_after_a_loss()
    {
        using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 50_000 });
        run.Run(5_000);
        int losses = 0;
        for (int ms = 0; ms < 20_000; ms++)
        {
            long before = run.Sender.CongestionWindowBytes;
            run.World.Run(1);
            long after = run.Sender.CongestionWindowBytes;
            if (run.Sent - run.Received < 2 << 20) run.Queue(run.Received + (4 << 20));
            if (after > 0.75 * before) continue;
            losses++;
            run.World.Run(35);
            Assert.That(run.Sender.CongestionWindowBytes, Is.EqualTo(after));
            ms += 35;
        }

        Assert.That(losses, Is.GreaterThan(2));
    }
}
