using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Channels share the line: none waits until another is through.</summary>
internal sealed class ChannelTurnTests
{
    private const int OneWayMs = 25;
    private const int LineRate = 1_000_000;
    private const int Bulk = 8 << 20;
    private static readonly HostOptions Cubic = new() { CongestionControl = ENetCongestionControl.Cubic };

    [TestCase(25_000, Bulk)]
    [TestCase(100_000, Bulk)]
    [TestCase(100_000, 1_300)]
    [Property("Requirement", "CHN-013, DEV-090")]
    public void A_message_waits_for_the_queue_of_the_line_and_not_for_megabytes_of_another_channel(int queueBytes, int packetBytes)
    {
        using var run = new MessageRun(ENetCongestionControl.Cubic, Line(queueBytes));
        for (int sent = 0; sent < Bulk; sent += packetBytes) run.Sender.Send(1, new byte[packetBytes], ENetPacketFlags.Reliable);
        run.World.Run(50);
        run.Beat(75, 100);
        Assert.That(run.Received[1], Is.LessThan(Bulk), "all the while the other channel has something to send");
        Assert.That(run.Quantile(0.99), Is.LessThanOrEqualTo(OneWayMs + (queueBytes * 1_000 / LineRate) + 50));
        Assert.That(run.World.RunUntil(() => run.Received[1] >= Bulk, 5_000), Is.True, "which loses nothing by it");
    }

    [Test]
    [Property("Requirement", "CHN-013, DEV-090")]
    public void By_native_s_rules_what_was_queued_first_leaves_first()
    {
        using var run = new MessageRun(ENetCongestionControl.Native, Line(100_000));
        run.Sender.Send(1, new byte[1 << 20], ENetPacketFlags.Reliable);
        run.Sender.SetPriority(0, 255);
        run.Beat(1, 100);
        Assert.That(run.Quantile(1), Is.GreaterThan(1_000));
    }

    [TestCase(16, 16)]
    [TestCase(48, 16)]
    [TestCase(1, 10)]
    [TestCase(255, 1)]
    [Property("Requirement", "CHN-013, DEV-090")]
    public void Channels_that_always_have_something_to_send_share_by_their_weights(int one, int other)
    {
        foreach (int packetBytes in new[] { 100, 1_300, 100_000 })
        {
            using var run = new MessageRun(ENetCongestionControl.Cubic, Line(50_000));
            run.Sender.SetPriority(0, (byte)one);
            run.Sender.SetPriority(1, (byte)other);
            var world = run.World;
            var counted = new long[2];
            var after = new long[2];
            // The channels differ in what they send as well: bytes are shared, not messages.
            for (int sent = 0; sent < 12 << 20; sent += packetBytes) run.Sender.Send(0, new byte[packetBytes], ENetPacketFlags.Reliable);
            for (int sent = 0; sent < 12 << 20; sent += 700) run.Sender.Send(1, new byte[700], ENetPacketFlags.Reliable);
            world.Run(1_000);
            Sum(run, counted);
            world.Run(5_000);
            Sum(run, after);
            double share = (double)(after[0] - counted[0]) / (after[0] - counted[0] + after[1] - counted[1]);
            // A long packet is there when its last part is; the headers of short ones count as well.
            double tolerance = packetBytes == 1_300 ? 0.01 : 0.05;
            Assert.That(share, Is.EqualTo((double)one / (one + other)).Within(tolerance), $"packets of {packetBytes} bytes");
        }
    }

    [Test]
    [Property("Requirement", "CHN-013")]
    public void A_channel_that_was_silent_does_not_make_up_for_it()
    {
        using var run = new MessageRun(ENetCongestionControl.Cubic, Line(50_000));
        run.Sender.Send(1, new byte[6 << 20], ENetPacketFlags.Reliable);
        run.World.Run(3_000);
        for (int i = 0; i < 4_000; i++) run.Sender.Send(0, new byte[1_000], ENetPacketFlags.Reliable);
        long before = run.Received[0];
        run.World.Run(2_000);
        Assert.That(run.Received[0] - before, Is.InRange(800_000, 1_100_000), "half of what the line takes, and no more");
    }

    [Test]
    [Property("Requirement", "CHN-014, DEV-090")]
    public void Unreliable_data_waits_for_reliable_data_of_its_own_channel_and_for_no_other()
    {
        using var run = new MessageRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = OneWayMs }) { Flags = ENetPacketFlags.None };
        var arrived = new List<(byte Channel, long AtMs)>();
        run.Pair.Server.OnEvent += e => arrived.Add((e.ChannelId, run.World.NowMs));
        long startMs = run.World.NowMs;
        run.Sender.Send(1, new byte[Bulk], ENetPacketFlags.Reliable);
        run.World.Run(100);
        for (int i = 0; i < 2; i++) run.Sender.Send(1, [1], ENetPacketFlags.None);
        run.Beat(1, 10);
        run.World.Run(3_000);
        Assert.That(arrived.Select(a => a.Channel), Is.EqualTo(new byte[] { 0, 1, 1, 1 }));
        Assert.That(arrived[0].AtMs - startMs, Is.EqualTo(100 + OneWayMs));
        Assert.That(arrived[2].AtMs, Is.EqualTo(arrived[1].AtMs).Within(1), "right behind what it was queued behind");
    }

    [Test]
    [Property("Requirement", "CHN-014, DEV-090")]
    public void Unreliable_data_behind_a_long_queue_does_not_run_out_of_the_reach_of_its_receiver()
    {
        using var run = new MessageRun(ENetCongestionControl.Cubic, new NetworkImpairmentOptions { DelayMs = OneWayMs });
        int unreliable = 0;
        run.Pair.Server.OnEvent += e => unreliable += e.Type == ENetEventType.Receive && e.Packet.Flags == ENetPacketFlags.None ? 1 : 0;
        // Numbered behind all of them, it would name a number that a receiver does not look at yet.
        for (int i = 0; i < 32_000; i++) run.Sender.Send(1, [1], ENetPacketFlags.Reliable);
        run.Sender.Send(1, [2], ENetPacketFlags.None);
        run.World.RunUntil(() => !run.Sender.HasOutgoingCommands, 20_000);
        run.World.Run(100);
        Assert.That((run.Sender.ThrottledPackets, unreliable), Is.EqualTo((0L, 1)));
    }

    [Test]
    [Property("Requirement", "CHN-012, CHN-013")]
    public void A_channel_whose_gate_is_closed_keeps_no_other_from_its_turn()
    {
        using var scene = Scene.Served(Cubic);
        scene.World.Run(100);
        WirePeer remote = scene.Remote;
        // The first of a window is never acknowledged: seven windows later its channel must wait.
        remote.AcknowledgesAll = false;
        var seen = new int[2];
        int read = 0;
        void Answer()
        {
            var datagrams = remote.Received.Skip(read).ToArray();
            read = remote.Received.Count;
            foreach (SeenDatagram datagram in datagrams)
            {
                WireDatagram answer = remote.DatagramWithoutTime();
                int answered = 0;
                foreach (SeenCommand command in datagram.Commands.Where(command => command.Kind == WireKind.Reliable))
                {
                    seen[command.Channel]++;
                    if (command.Channel == 1 && command.Sequence == 1) continue;
                    answer.Acknowledge(command.Channel, command.Sequence, datagram.SentTime ?? 0);
                    answered++;
                }

                if (answered > 0) remote.Send(answer);
            }
        }

        for (int i = 0; i < 40_000; i++) Assert.That(scene.Peer.Send(1, [], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        for (int i = 0; i < 4_000 && seen[1] < 28_671; i++)
        {
            scene.World.Run(1);
            Answer();
        }

        scene.World.Run(5);
        Answer();
        Assert.That(scene.Peer.HasOutgoingCommands, Is.True);
        int before = seen[1];
        for (int i = 0; i < 500; i++) scene.Peer.Send(0, [1], ENetPacketFlags.Reliable);
        for (int i = 0; i < 100; i++)
        {
            scene.World.Run(1);
            Answer();
        }

        Assert.That(seen[0], Is.GreaterThanOrEqualTo(500), "the other channel goes on");
        Assert.That(seen[1], Is.LessThan(before + 200), "while this one has nothing but its first packet to repeat");
    }

    [Test]
    [Property("Requirement", "CHN-013, CHN-014")]
    public void Whatever_is_sent_over_whatever_line_comes_in_the_order_of_its_channel() => Seeds.Each(12, seed =>
    {
        using var world = new VirtualWorld(seed);
        world.Network.KeepsLog = false;
        SimulationRandom random = world.Random;
        VirtualHost server = world.AddHost("server", Cubic);
        VirtualPair pair = world.Connect(world.AddHost("client", Cubic), server, channels: 6);
        (Flow up, Flow down) = Flow.Between(pair);
        world.Network.ChangeAll(link => link with
        {
            DelayMs = random.Between(1, 60),
            JitterMs = random.Below(8),
            LossRate = random.Below(8) / 100.0,
            DuplicationRate = 0.01,
            BandwidthBytesPerSecond = random.Pick<int>([0, 300_000, 2_000_000]),
            BandwidthQueueBytes = 60_000,
        });
        for (int step = 0; step < 150; step++)
        {
            Flow flow = random.Happens(50) ? up : down;
            Connection sender = flow == up ? pair.ClientPeer : pair.ServerPeer;
            byte channel = (byte)random.Below(6);
            if (random.Happens(10)) sender.SetPriority(channel, (byte)random.Between(1, 255));
            if (random.Happens(5)) sender.Recovery.Throttle.SetLimit((uint)random.Between(4, 32));
            for (int i = random.Below(12); i > 0; i--)
            {
                var kind = random.Pick<StampKind>([StampKind.Reliable, StampKind.Reliable, StampKind.Unreliable, StampKind.Unsequenced, StampKind.UnreliableFragments]);
                int length = random.Happens(20) ? random.Between(1_400, 30_000) : random.Between(Stamp.Bytes, 400);
                flow.Send(random.Happens(70) ? channel : (byte)random.Below(6), kind, length);
            }

            world.Run(random.Below(30));
            LedgerOracle.AssertAccounted(pair.Client.Core);
            LedgerOracle.AssertAccounted(server.Core);
        }

        Assert.That(world.RunUntil(() => up.IsComplete && down.IsComplete, 60_000), Is.True);
    });

    private static NetworkImpairmentOptions Line(int queueBytes) => new() { DelayMs = OneWayMs, BandwidthBytesPerSecond = LineRate, BandwidthQueueBytes = queueBytes };

    private static void Sum(MessageRun run, long[] sums) => (sums[0], sums[1]) = (run.Received[0], run.Received[1]);
}
