using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Much that nobody acknowledges, and what has to be reliable beside it.</summary>
[TestFixture(ENetCongestionControl.Cubic)]
[TestFixture(ENetCongestionControl.Model)]
[TestFixture(ENetCongestionControl.Native)]
internal sealed class UnreliableStreamTests
{
    private readonly ENetCongestionControl _rules;

    public UnreliableStreamTests(ENetCongestionControl rules) => _rules = rules;

    [TestCase(1)]
    [TestCase(50)]
    [Property("Requirement", "CGC-025, CHN-006")]
    public void It_goes_on_beyond_the_numbers_of_a_group(int delayMs)
    {
        using var run = new MessageRun(_rules, new NetworkImpairmentOptions { DelayMs = delayMs }, channels: 1) { Flags = ENetPacketFlags.None };
        int longest = 0;
        int waiting = 0;
        for (int ms = 0; ms < 2_000; ms++)
        {
            for (int i = 0; i < 100; i++) run.Send();
            int before = run.DelaysMs.Count;
            run.World.Run(1);
            waiting = run.DelaysMs.Count > before ? 0 : waiting + 1;
            if (ms > 2 * delayMs) longest = Math.Max(longest, waiting);
        }

        // The message after 65,535 goes reliably, and those behind it wait for it: a round trip of it and what is queued at the pacer, no more.
        Assert.That(longest, Is.LessThanOrEqualTo((2 * delayMs) + 15), "ms without a message");
        run.World.Run(500);
        Assert.That(run.DelaysMs, Has.Count.GreaterThan(0.9 * run.Sent));
    }

    [TestCase(10, 200_000)]
    [TestCase(10, 2_000_000)]
    [TestCase(50, 100_000)]
    [TestCase(50, 1_000_000)]
    [TestCase(50, 5_000_000)]
    [Property("Requirement", "CGC-025")]
    public void What_is_reliable_comes_in_time_however_much_is_not(int delayMs, int bytesPerSecond)
    {
        using var run = new MessageRun(_rules, new NetworkImpairmentOptions { DelayMs = delayMs });
        byte[] other = new byte[200];
        for (int ms = 0, sent = 0; ms < 3_000; ms++)
        {
            for (; sent < (long)bytesPerSecond * ms / 1_000; sent += other.Length) run.Sender.Send(1, other, ENetPacketFlags.None);
            if (ms % 20 == 0) run.Send();
            run.World.Run(1);
        }

        run.World.Run(1_000);
        Assert.That(run.DelaysMs, Has.Count.EqualTo(run.Sent));
        Assert.That(run.Quantile(1), Is.LessThanOrEqualTo(delayMs + 5));
    }

    [Test]
    [Property("Requirement", "CGC-025")]
    public void Reliable_bulk_has_half_of_its_pace_at_least()
    {
        using var alone = new MessageRun(_rules, new NetworkImpairmentOptions { DelayMs = 50 }) { Channel = 0 };
        using var beside = new MessageRun(_rules, new NetworkImpairmentOptions { DelayMs = 50 }) { Channel = 0 };
        Assert.That(MsOf(beside, 1_000_000), Is.LessThanOrEqualTo((2 * MsOf(alone, 0)) + 200));
    }

    private static long MsOf(MessageRun run, int othersPerSecond)
    {
        byte[] bulk = new byte[1_300];
        byte[] other = new byte[200];
        for (int sent = 0; sent < 4 << 20; sent += bulk.Length) run.Sender.Send(0, bulk, ENetPacketFlags.Reliable);
        long startMs = run.World.NowMs;
        for (int sent = 0; run.Received[0] < 4 << 20 && run.World.NowMs - startMs < 60_000;)
        {
            for (; sent < othersPerSecond * (run.World.NowMs - startMs) / 1_000; sent += other.Length) run.Sender.Send(1, other, ENetPacketFlags.None);
            run.World.Run(1);
        }

        return run.World.NowMs - startMs;
    }
}
