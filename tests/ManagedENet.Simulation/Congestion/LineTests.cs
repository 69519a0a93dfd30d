using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>What rules of our own make of lines that are long, thin, shared or lossy. The other end goes by native's rules.</summary>
[TestFixture(ENetCongestionControl.Cubic)]
[TestFixture(ENetCongestionControl.Model)]
internal sealed class LineTests
{
    private const long Megabyte = 1 << 20;

    // 280 ms, 20 Mbit/s, and a queue as long as the line.
    private static readonly NetworkImpairmentOptions LongLine = new() { DelayMs = 140, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 700_000 };

    private readonly ENetCongestionControl _rules;

    public LineTests(ENetCongestionControl rules) => _rules = rules;

    [TestCase(0, 17)]
    [TestCase(0.01, 1.8)]
    [TestCase(0.02, 1.7)]
    [TestCase(0.05, 1.5)]
    [TestCase(0.3, 0.5)]
    [Property("Requirement", "CGC-002, CGC-010, CGC-011, CGC-012, CGC-020, DEV-081")]
    public void A_long_line_carries_so_many_megabits(double loss, double least)
    {
        using var run = new BulkRun(_rules, LongLine with { LossRate = loss });
        run.Run(30_000);
        Assert.That((run.IsAlive, run.Megabits), Is.EqualTo((true, least)).Using<(bool, double)>((actual, wanted) => actual.Item1 == wanted.Item1 && actual.Item2 >= wanted.Item2));
    }

    [Test]
    [Property("Requirement", "CGC-002, CGC-003, CGC-004, CGC-006, DEV-081")]
    public void A_megabyte_arrives_whatever_is_lost([Values(1u, 2u, 3u, 4u)] uint seed, [Values] bool general)
    {
        foreach ((double loss, double least) in new[] { (0.2, 500.0), (0.3, 300), (0.6, 20) })
        {
            using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 25, LossRate = loss }, seed, general: general);
            Assert.That(run.Transfer(Megabyte, 60_000), Is.True, $"at {loss}");
            Assert.That(run.Rate, Is.GreaterThanOrEqualTo(least), $"kB/s at {loss}");
        }
    }

    [TestCase(10, 30_000)]
    [TestCase(50, 15_000)]
    [TestCase(140, 8_000)]
    [Property("Requirement", "CGC-010, CGC-011, DEV-081")]
    public void Distance_is_no_limit(int delayMs, double least)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = delayMs });
        run.Run(3_000);
        Assert.That(run.Rate, Is.GreaterThan(least), "kB/s");
        Assert.That(run.Sender.ReliableBytesInTransit, Is.LessThanOrEqualTo(24L << 20));
    }

    [TestCase(1)]
    [TestCase(4)]
    [Property("Requirement", "CGC-014, CGC-015, DEV-081")]
    public void Our_own_bulk_keeps_nobody_waiting(int queue)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = queue * 100_000 });
        run.Run(3_000);
        Assert.That(run.WaitMs(), Is.LessThanOrEqualTo(100));
        Assert.That(run.Rate, Is.GreaterThan(2_300), "kB/s of 2,500");
    }

    [TestCase(8, 5_000, false)]
    [TestCase(8, 5_000, true)]
    [TestCase(32, 20_000, false)]
    [TestCase(32, 20_000, true)]
    [Property("Requirement", "CGC-013, CGC-014, DEV-081")]
    public void Those_who_share_a_line_all_get_theirs(int clients, int limitMs, bool uploads)
    {
        using var crowd = new Crowd(clients, _rules, uploads);
        Assert.That(crowd.Transfer(100_000, limitMs), Is.True, crowd.Narrow);
        Assert.That(crowd.Lost, Is.Zero);
    }

    [Test]
    [Property("Requirement", "CGC-002, DEV-081")]
    public void Datagrams_that_overtake_each_other_are_not_lost()
    {
        double[] rates = new double[2];
        for (int i = 0; i < 2; i++)
        {
            var path = new NetworkImpairmentOptions { DelayMs = 20, JitterMs = i * 10, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 250_000 };
            using var run = new BulkRun(_rules, path);
            run.Run(20_000);
            rates[i] = run.Rate;
            Assert.That(run.Sender.SpuriousRetransmissions * 1_300.0, Is.LessThanOrEqualTo(0.005 * run.Sent));
        }

        Assert.That(rates[1], Is.GreaterThanOrEqualTo(0.95 * rates[0]));
    }

    [Test]
    [Property("Requirement", "CGC-004, CGC-012, CGC-044, CGC-046, DEV-081, DEV-095")]
    public void Two_round_trips_after_a_gap_the_line_is_full_again([Range(0, 90, 10)] int phaseMs)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 25, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 125_000 });
        run.Run(5_000 + phaseMs);
        long roundTripMs = run.Sender.RoundTripTimeMs;
        run.World.Network.ChangeAll(link => link with { IsCut = true });
        run.Run(200);
        run.World.Network.ChangeAll(link => link with { IsCut = false });
        // Round trips are shorter where no queue is filled: the three probes at even intervals are over, and the next comes later, when the network is back.
        run.Run((int)((_rules == ENetCongestionControl.Model ? 4 : 2) * roundTripMs));
        long before = run.Arrived;
        run.Run(100);
        Assert.That((run.Arrived - before) / 100.0, Is.GreaterThan(2_400), "kB/s of 2,500");
    }

    [Test]
    [Property("Requirement", "CGC-004, DEV-081")]
    public void An_outage_is_over_when_the_network_is_back([Range(0, 400, 40)] int phaseMs)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 25 });
        for (int i = 0; i < 100; i++) Tick(run);
        run.World.Network.ChangeAll(link => link with { IsCut = true });
        for (int i = 0; i < 219; i++) Tick(run);
        run.World.Run(phaseMs);
        run.World.Network.ChangeAll(link => link with { IsCut = false });
        long before = run.Received;
        long backMs = run.World.NowMs;
        Assert.That(run.World.RunUntil(() => run.Received > before, 1_000), Is.True);
        Assert.That(run.World.NowMs - backMs, Is.LessThanOrEqualTo(250));
    }

    [TestCase(0, 100)]
    [TestCase(1, 500)]
    [Property("Requirement", "CGC-024, DEV-081")]
    public void The_first_round_trip_is_that_of_the_handshake_where_it_is_known(int lostQuestions, int expected)
    {
        using var world = new VirtualWorld();
        world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 50 };
        world.Network.Lets = _ => --lostQuestions < 0;
        VirtualPair pair = world.Connect(world.AddHost("client", new HostOptions { CongestionControl = _rules }), world.AddHost("server"));
        Assert.That(pair.ClientPeer.RoundTripTimeMs, Is.EqualTo(expected));
    }

    [Test]
    [Property("Requirement", "CGC-011, CGC-012, DEV-081")]
    public void Losses_that_end_leave_nothing_behind([Range(1u, 100u, 1u)] uint seed)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 5, LossRate = 0.3 }, seed);
        run.Queue(10 * Megabyte);
        run.World.Run(2_000);
        run.World.Network.ChangeAll(link => link with { LossRate = 0 });
        Assert.That(run.World.RunUntil(() => run.Received >= 10 * Megabyte, 8_000), Is.True);
    }

    [TestCase(7, 17, 0, false)]
    [TestCase(7, 17, 20, false)]
    [TestCase(7, 33, 20, false)]
    [TestCase(7, 100, 20, false)]
    [TestCase(100, 7, 20, false)]
    [TestCase(7, 300, 20, true)]
    [Property("Requirement", "CGC-030, DEV-082")]
    public void Frames_that_get_longer_drop_nothing(int firstMs, int thenMs, int delayMs, bool isAlone)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = delayMs });
        VirtualHost client = run.Connection.Client;
        for (int ms = 0; ms < 40_000; ms++)
        {
            int frameMs = ms < 10_000 ? firstMs : thenMs;
            client.IsPaused = ms % frameMs != 0;
            client.Polls = true;
            run.Server.IsPaused = ms % (isAlone ? firstMs : frameMs) != (isAlone ? firstMs : frameMs) / 2;
            if (!client.IsPaused)
            {
                run.Sender.Send(0, new byte[50], ENetPacketFlags.None);
                if (ms % 20 == 0) run.Sender.Send(1, new byte[50], ENetPacketFlags.Reliable);
            }

            run.World.Run(1);
        }

        Assert.That(run.Sender.ThrottledPackets, Is.Zero);
    }

    [TestCase(100)]
    [TestCase(400)]
    [Property("Requirement", "CGC-016, CGC-030, CGC-031, DEV-082")]
    public void F19_a_line_that_is_too_thin_gets_what_it_carries_and_no_queue_of_it(int kilobytesPerSecond)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = kilobytesPerSecond * 1_000L });
        var ages = new List<long>();
        run.Server.OnEvent = e =>
        {
            if (e.Type == ENetEventType.Receive) ages.Add(run.World.NowMs - BitConverter.ToInt64(e.Packet.Span));
        };
        byte[] payload = new byte[1_000];
        for (int ms = 0; ms < 30_000; ms += 2)
        {
            BitConverter.TryWriteBytes(payload, run.World.NowMs);
            run.Sender.Send(0, payload, ENetPacketFlags.None);
            run.World.Run(2);
            if (ms == 10_000) ages.Clear();
        }

        Assert.That(ages.Count, Is.GreaterThan(0.9 * 20 * kilobytesPerSecond), "packets in 20 s");
        Assert.That(ages.Average(), Is.LessThan(0.9 * (20 + (65_536.0 / kilobytesPerSecond))), "ms under way; a full queue would make it all of that");
    }

    [Test]
    [Property("Requirement", "CGC-003, CGC-004, CGC-006, DEV-076, DEV-081")]
    public void A_receiver_that_has_been_full_goes_on_when_it_has_room([Range(1u, 5u, 1u)] uint seed)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 20, LossRate = 0.02 }, seed, 1_000, waitingBytes: 100_000);
        run.Run(5_000);
        run.Server.TakesEvents = false;
        run.Run(1_000);
        run.Server.TakesEvents = true;
        long before = run.Received;
        run.Run(5_000);
        // The model takes what is refused for lost, and tries for more only every few seconds.
        long least = _rules == ENetCongestionControl.Model ? 1_000_000 : 3_000_000;
        Assert.That((run.IsAlive, run.Received - before), Is.EqualTo((true, least)).Using<(bool, long)>((actual, wanted) => actual.Item1 && actual.Item2 >= wanted.Item2));
    }

    [Test]
    [Property("Requirement", "CGC-006, REL-033, DEV-081")]
    public void A_receiver_that_takes_nothing_at_all_is_given_up_no_sooner_than_by_native_s_rules()
    {
        // Everything is refused, while the other end is heard all the time: its pings come.
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 20 });
        run.Run(1_000);
        run.World.Network.Lets = datagram => datagram.To != run.Server.Address || datagram.Bytes.Length < 100;
        long startMs = run.World.NowMs;
        for (int i = 0; i < 400 && run.IsAlive; i++)
        {
            run.Connection.ServerPeer.Ping();
            run.World.Run(100);
        }

        Assert.That(run.IsAlive, Is.False);
        Assert.That(run.World.NowMs - startMs, Is.InRange(29_000, 32_000));
    }

    [Test]
    [Property("Requirement", "DIS-004, REL-030, DEV-081")]
    public void A_goodbye_that_nobody_answers_is_repeated_as_by_native_s_rules()
    {
        (long Datagrams, long Ms, long Looks)[] goodbyes = [.. new[] { ENetCongestionControl.Native, _rules }.Select(Leave)];
        Assert.That(goodbyes[1].Datagrams, Is.EqualTo(goodbyes[0].Datagrams));
        Assert.That(goodbyes[1].Ms, Is.EqualTo(goodbyes[0].Ms).Within(1_000));
        Assert.That(goodbyes[1].Looks, Is.LessThan(100), "and nobody is woken for nothing");

        static (long Datagrams, long Ms, long Looks) Leave(ENetCongestionControl rules)
        {
            using var run = new BulkRun(rules, new NetworkImpairmentOptions { DelayMs = 20 });
            run.Run(500);
            run.World.RunUntil(() => !run.Sender.HasOutgoingCommands, 10_000);
            run.World.Network.ChangeAll(link => link with { IsCut = true });
            Host core = run.Connection.Client.Core;
            (long datagrams, long startMs) = (core.Counters.SentDatagrams, run.World.NowMs);
            run.Sender.Disconnect(0);
            long looks = 0;
            Assert.That(run.World.RunUntil(() => ++looks > 0 && run.Sender.State == ENetPeerState.Disconnected, 60_000), Is.True);
            return (core.Counters.SentDatagrams - datagrams, run.World.NowMs - startMs, looks);
        }
    }

    [TestCase(0, 1_000)]
    [TestCase(0.05, 180)]
    [Property("Requirement", "CGC-017, DEV-081")]
    public void A_way_that_becomes_longer_is_not_taken_for_a_full_line(double loss, double least)
    {
        using var run = new BulkRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = 20, LossRate = loss, BandwidthBytesPerSecond = 5_000_000, BandwidthQueueBytes = 1_000_000 });
        run.Run(3_000);
        run.World.Network.ChangeAll(link => link with { DelayMs = 140 });
        run.Run(4_000);
        long before = run.Arrived;
        run.Run(6_000);
        Assert.That((run.Arrived - before) / 6_000.0, Is.GreaterThan(least), "kB/s; native's window is 230");
    }

    [TestCase(100)]
    [TestCase(170)]
    [TestCase(300)]
    [Property("Requirement", "CGC-005, DEV-081")]
    public void What_waits_in_the_socket_of_a_slow_application_is_not_missing(int frameMs)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 20 });
        for (int frame = 0; frame < 200; frame++)
        {
            // The answer to what this frame sends comes long before the next one, which finds the time-out over and the answer unread.
            run.Connection.Client.IsPaused = false;
            run.Sender.Send(0, new byte[50], ENetPacketFlags.Reliable);
            run.World.Settle();
            run.Connection.Client.IsPaused = true;
            run.World.Run(frame < 100 ? 60 : frameMs);
        }

        Assert.That((run.Received, run.Sender.Retransmissions), Is.EqualTo((200 * 50L, 0L)));
    }

    [TestCase(1_300)]
    [TestCase(40)]
    [Property("Requirement", "CGC-001, DEV-081")]
    public void The_rules_may_change_at_any_time(int packetBytes)
    {
        using var run = new BulkRun(ENetCongestionControl.Native, new NetworkImpairmentOptions { DelayMs = 25, LossRate = 0.05 }, 1, packetBytes);
        for (int i = 0; i < 40; i++)
        {
            run.Sender.SetCongestionControl(i % 2 == 0 ? _rules : ENetCongestionControl.Native);
            run.Run(130);
            LedgerOracle.AssertAccounted(run.Connection.Client.Core);
        }

        Assert.That(run.World.RunUntil(() => run.Received == run.Sent, 60_000), Is.True);
        Assert.That(run.IsAlive, Is.True);
    }

    private static void Tick(BulkRun run)
    {
        run.Sender.Send(0, new byte[32], ENetPacketFlags.Reliable);
        run.World.Run(16);
    }
}
