using System;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

[TestFixture]
[Explicit]
internal sealed class Explore
{
    private static readonly ENetCongestionControl[] Rules = [ENetCongestionControl.Native, ENetCongestionControl.Cubic];

    [Test]
    public void PathL()
    {
        foreach (double loss in new[] { 0, 0.01, 0.02, 0.05, 0.3 })
        {
            foreach (ENetCongestionControl rules in Rules)
            {
                using var run = new BulkRun(rules, new NetworkImpairmentOptions { DelayMs = 140, LossRate = loss, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 700_000 });
                run.Run(30_000);
                Console.WriteLine($"L {loss:P0} {rules}: {run.Megabits:F2} Mbit/s alive {run.IsAlive} again {run.Sender.Retransmissions * 100.0 * 1300 / Math.Max(run.Sent, 1):F1} % {Say(run)}");
            }
        }
    }

    [Test]
    public void OneMegabyte()
    {
        foreach (double loss in new[] { 0, 0.05, 0.1, 0.2, 0.3, 0.6 })
        {
            foreach (ENetCongestionControl rules in Rules)
            {
                for (ulong seed = 1; seed <= 4; seed++)
                {
                    using var run = new BulkRun(rules, new NetworkImpairmentOptions { DelayMs = 25, LossRate = loss }, seed);
                    bool done = run.Transfer(1 << 20, 120_000);
                    Console.WriteLine($"1MB {loss:P0} {rules} seed {seed}: done {done} {run.Rate:F0} kB/s in {run.ElapsedMs} ms, again {run.Sender.Retransmissions} {Say(run)}");
                }
            }
        }
    }

    [Test]
    public void Unlimited()
    {
        foreach (int delay in new[] { 10, 50, 140 })
        {
            using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = delay });
            run.Run(5_000);
            Console.WriteLine($"unlimited {delay * 2} ms: {run.Rate:F0} kB/s {Say(run)}");
        }
    }

    [Test]
    public void Reordering()
    {
        foreach (bool jitter in new[] { false, true })
        {
            using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = 20, JitterMs = jitter ? 10 : 0, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 125_000 });
            run.Run(20_000);
            Console.WriteLine($"jitter {jitter}: {run.Rate:F0} kB/s spurious {Say(run)} sendings {run.Sent / 1300}");
        }
    }

    private static string Say(BulkRun run)
    {
        var c = run.Sender.Recovery.Controller;
        return c is null ? "" : $"[window {c.WindowBytes} pacing {c.PacingRate} low {c.LowestRoundTripUs} rtt {run.Sender.RoundTripTimeUs} spurious {c.Spurious} lost {run.Sender.Outbox.LostSendings} probes {run.Sender.Outbox.Probes} throttle {run.Sender.PacketThrottle}]";
    }
}
