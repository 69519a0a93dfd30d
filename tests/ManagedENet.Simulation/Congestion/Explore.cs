using System;
using ManagedENet.Protocol.Diagnostics;
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

    [Test]
    public void Crowd()
    {
        foreach (int clients in new[] { 8, 32 })
        {
            foreach (ENetCongestionControl rules in Rules)
            {
                using var world = new VirtualWorld(3);
                world.Network.KeepsLog = false;
                VirtualHost server = world.AddHost("server", new HostOptions { CongestionControl = rules, PeerLimit = 64 });
                server.KeepsEvents = false;
                var hosts = new System.Collections.Generic.List<VirtualHost>();
                long received = 0;
                int timeouts = 0;
                for (int i = 0; i < clients; i++)
                {
                    VirtualHost client = world.AddHost("client" + i, new HostOptions());
                    client.KeepsEvents = false;
                    client.OnEvent = e => received += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
                    hosts.Add(client);
                    world.Connect(client, server, 1);
                }

                server.OnEvent = e => timeouts += e.Type == ENetEventType.Disconnect ? 1 : 0;
                world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 20 };
                world.Network.ChangeAll(link => link with { DelayMs = 20 });
                world.Network.Share(new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 250_000, BandwidthQueueBytes = 64_000 }, hosts.ConvertAll(h => ((IEndPoint)server, (IEndPoint)h)));
                long total = 0;
                byte[] payload = new byte[1_250];
                for (int k = 0; k < 80; k++)
                {
                    foreach (var peer in VirtualWorld.PeersOf(server))
                    {
                        if (peer.Send(0, payload, ENetPacketFlags.Reliable) == ENetSendResult.Queued) total += payload.Length;
                    }
                }

                long start = world.NowMs;
                bool done = world.RunUntil(() => received >= total, 180_000);
                Console.WriteLine($"crowd {clients} {rules}: done {done} of {total}, {received} in {world.NowMs - start} ms, timeouts {timeouts}, again {server.Core.Counters.Retransmissions}");
            }
        }
    }

    [Test]
    public void ThinLine()
    {
        foreach (ENetCongestionControl rules in Rules)
        {
            foreach ((int kB, int perSecond) in new[] { (100, 500), (400, 500), (1000, 500) })
            {
                using var run = new BulkRun(rules, new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = kB * 1000 });
                long got = 0, delay = 0, n = 0;
                run.Server.OnEvent = e =>
                {
                    if (e.Type != ENetEventType.Receive) return;
                    got++;
                    n++;
                    delay += run.World.NowMs - BitConverter.ToInt64(e.Packet.Span);
                };
                for (int i = 0; i < 20 * perSecond; i++)
                {
                    byte[] payload = new byte[1000];
                    BitConverter.TryWriteBytes(payload, run.World.NowMs);
                    run.Sender.Send(0, payload, ENetPacketFlags.None);
                    run.World.Run(1000 / perSecond);
                    if (i % (5 * perSecond) == 0) { Console.WriteLine($"thin {kB} {rules}: mean delay {delay / Math.Max(n, 1)} ms of {n}, {Say(run)}"); n = 0; delay = 0; }
                }

                Console.WriteLine($"thin {kB} {rules}: {got * 100.0 / (20 * perSecond):F1} % {Say(run)}");
            }
        }
    }

    [Test]
    public void DeepQueue()
    {
        foreach (int bdp in new[] { 1, 4 })
        {
            using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = bdp * 100_000 });
            var delays = new System.Collections.Generic.List<uint>();
            for (int i = 0; i < 600; i++) { run.Run(50); delays.Add(run.Sender.RoundTripTimeUs > 40_000 ? (uint)run.Sender.RoundTripTimeUs - 40_000 : 0); }
            delays.Sort();
            Console.WriteLine($"deep {bdp}: {run.Rate:F0} kB/s queue p50 {delays[300] / 1000} p95 {delays[570] / 1000} ms {Say(run)}");
        }
    }

    [Test]
    public void Refusing()
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            using var world = new VirtualWorld(seed);
            world.Network.KeepsLog = false;
            VirtualHost server = world.AddHost("server", new HostOptions { MaximumWaitingBytes = 100_000 });
            server.KeepsEvents = false;
            VirtualPair connection = world.Connect(world.AddHost("client", new HostOptions { CongestionControl = ENetCongestionControl.Cubic }), server);
            world.Network.ChangeAll(link => link with { LossRate = 0.02 });
            byte[] payload = new byte[1_000];
            int sent = 0, delivered = 0;
            server.OnEvent = e => delivered += e.Type == ENetEventType.Receive ? 1 : 0;
            for (int ms = 0; ms < 30_000; ms += 10)
            {
                for (; connection.Client.Core.OutgoingQueuedBytes < 300_000 && connection.ClientPeer.State == ENetPeerState.Connected; sent++) connection.ClientPeer.Send(0, payload, ENetPacketFlags.Reliable);
                server.TakesEvents = ms < 5_000 || ms >= 6_000;
                world.Run(10);
                if (ms % 1000 == 0) Console.WriteLine($"refusing {seed} at {ms}: sent {sent} delivered {delivered} {connection.ClientPeer.State} again {connection.ClientPeer.Retransmissions} window {connection.ClientPeer.Recovery.Controller?.WindowBytes} inflight {connection.ClientPeer.ReliableBytesInTransit} probes {connection.ClientPeer.Outbox.Probes} over {server.Core.Counters[DropReason.OverBudget]}");
            }
        }
    }

    [Test]
    public void Outage()
    {
        foreach (ENetCongestionControl rules in Rules)
        {
            for (ulong seed = 1; seed <= 4; seed++)
            {
                using var run = new BulkRun(rules, new NetworkImpairmentOptions { DelayMs = 25 }, seed, 100);
                long last = 0, worst = 0;
                run.Server.OnEvent = e => { if (e.Type == ENetEventType.Receive) last = run.World.NowMs; };
                for (int k = 0; k < 60 + (int)seed * 7; k++) { run.Sender.Send(0, new byte[32], ENetPacketFlags.Reliable); run.World.Run(16); }
                run.World.Network.ChangeAll(link => link with { IsCut = true });
                for (int k = 0; k < 219; k++) { run.Sender.Send(0, new byte[32], ENetPacketFlags.Reliable); run.World.Run(16); }
                run.World.Network.ChangeAll(link => link with { IsCut = false });
                long back = run.World.NowMs;
                last = 0;
                run.World.RunUntil(() => last > 0, 10_000);
                worst = last - back;
                Console.WriteLine($"outage {rules}: traffic back after {worst} ms");
            }
        }
    }

    [Test]
    public void BurstLoss()
    {
        using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = 25, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 125_000 });
        run.Run(5_000);
        run.World.Network.ChangeAll(link => link with { IsCut = true });
        run.Run(200);
        run.World.Network.ChangeAll(link => link with { IsCut = false });
        for (int i = 0; i < 10; i++)
        {
            long before = run.Received;
            run.Run(50);
            Console.WriteLine($"burst +{(i + 1) * 50} ms: {(run.Received - before) / 50.0} kB/s {Say(run)}");
        }
    }

    [Test]
    public void Quiche()
    {
        int done = 0;
        long worst = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = 5, LossRate = 0.3 }, seed);
            for (long sent = 0; sent < 10 << 20; sent += 1300) run.Sender.Send(0, new byte[1300], ENetPacketFlags.Reliable);
            run.World.Run(2_000);
            run.World.Network.ChangeAll(link => link with { LossRate = 0 });
            if (run.World.RunUntil(() => run.Received >= 10 << 20, 100_000)) done++;
            worst = Math.Max(worst, run.ElapsedMs);
        }

        Console.WriteLine($"quiche: {done} of 20, worst {worst} ms");
    }

    [Test]
    public void Frames()
    {
        foreach (ENetCongestionControl rules in Rules)
        {
            foreach ((int from, int to, int delay) in new[] { (7, 17, 0), (7, 17, 20), (7, 33, 20), (7, 100, 20) })
            {
                using var world = new VirtualWorld(3);
                world.Network.KeepsLog = false;
                world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = delay };
                VirtualHost server = world.AddHost("server", new HostOptions { CongestionControl = rules });
                VirtualHost client = world.AddHost("client", new HostOptions { CongestionControl = rules });
                server.KeepsEvents = client.KeepsEvents = false;
                long received = 0, sent = 0;
                VirtualPair pair = world.Connect(client, server, 2);
                client.OnEvent = e => received += e.Type == ENetEventType.Receive ? 1 : 0;
                server.OnEvent = e => received += e.Type == ENetEventType.Receive ? 1 : 0;
                uint lowest = 32;
                for (int second = 0; second < 40; second++)
                {
                    int frame = second < 10 ? from : to;
                    for (int ms = 0; ms < 1_000; ms++)
                    {
                        bool ticks = ms % frame == 0;
                        client.IsPaused = !ticks;
                        server.IsPaused = (ms % frame) != frame / 2;
                        if (ticks)
                        {
                            pair.ClientPeer.Send(0, new byte[50], ENetPacketFlags.None);
                            if (ms % 20 == 0) pair.ClientPeer.Send(1, new byte[50], ENetPacketFlags.Reliable);
                            sent++;
                        }

                        world.Run(1);
                        lowest = Math.Min(lowest, pair.ClientPeer.PacketThrottle);
                    }
                }

                Console.WriteLine($"frames {from} to {to}, delay {delay} {rules}: throttle low {lowest}, throttled {pair.ClientPeer.ThrottledPackets} of {sent}");
            }
        }
    }

    private static string Say(BulkRun run)
    {
        var c = run.Sender.Recovery.Controller;
        return c is null ? "" : $"[window {c.WindowBytes} pacing {c.PacingRate} low {c.LowestRoundTripUs} rtt {run.Sender.RoundTripTimeUs} spurious {c.Spurious} lost {run.Sender.Outbox.LostSendings} probes {run.Sender.Outbox.Probes} throttle {run.Sender.PacketThrottle}]";
    }
}
