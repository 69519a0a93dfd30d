using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Sending;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Small reliable packets are sent more than once before anybody can miss them.</summary>
internal sealed class RedundancyTests
{
    private const int HeaderBytes = 28;
    private const int Half = Copier.WholeAllowance;
    private static readonly int[] SixtyHertz = [16, 17, 17];

    [TestCase(ENetCongestionControl.Native)]
    [TestCase(ENetCongestionControl.Cubic)]
    [Property("Requirement", "REL-080, REL-082, DEV-092")]
    public void A_loss_costs_a_beat_and_no_round_trip(ENetCongestionControl rules)
    {
        const int messages = 100_000, oneWayMs = 25, beatMs = 17;
        using MessageRun with = Lossy(rules, copies: 1);
        with.Beat(messages, SixtyHertz);
        Assert.That(with.DelaysMs, Has.Count.EqualTo(messages));
        Assert.That(with.Quantile(0.99), Is.LessThanOrEqualTo(oneWayMs + beatMs + 2));
        Assert.That(with.Quantile(0.999), Is.LessThanOrEqualTo(oneWayMs + (2 * beatMs)));

        using MessageRun without = Lossy(rules, copies: 0);
        without.Beat(messages, SixtyHertz);
        Assert.That(without.Quantile(0.99), Is.GreaterThan(oneWayMs + (3 * beatMs)), "which it does otherwise");
        Assert.That((double)BytesOf(with.Sender) / BytesOf(without.Sender), Is.LessThanOrEqualTo(1.9));
        Assert.That(without.Sender.Copies, Is.Zero);
    }

    [TestCase(ENetCongestionControl.Native)]
    [TestCase(ENetCongestionControl.Cubic)]
    [Property("Requirement", "REL-080, REL-081, DEV-092")]
    public void A_copy_is_the_same_command_and_no_retransmission(ENetCongestionControl rules)
    {
        using Scene scene = Silent(rules);
        scene.Peer.SetRedundancy(0, 3, 3 * Half);
        scene.Send(256, ENetPacketFlags.Reliable);
        // Before anything is overdue.
        scene.World.Run(290);
        SeenDatagram[] datagrams = scene.Remote.Received.ToArray();
        Assert.That(datagrams, Has.Length.EqualTo(3), "at once, and after a quarter of the round trip each");
        Assert.That(datagrams[1].AtMs - datagrams[0].AtMs, Is.EqualTo(125).Within(5));
        SeenCommand[] commands = datagrams.Select(datagram => datagram.Commands.Single()).ToArray();
        Assert.That(commands.Select(command => command.Sequence), Is.EqualTo(new ushort[] { 1, 1, 1 }));
        Assert.That(commands[1].Bytes, Is.EqualTo(commands[0].Bytes));
        Assert.That(datagrams.Select(datagram => datagram.SentTime).Distinct().Count(), Is.EqualTo(3), "each with the time at which it left");
        Assert.That((scene.Peer.Copies, scene.Peer.Retransmissions, scene.Peer.PacketsLost), Is.EqualTo((2L, 0L, 0u)));
        Assert.That(scene.Peer.ReliableBytesInTransit, Is.EqualTo(256), "it is under way once");
    }

    [TestCase(ENetCongestionControl.Native, 0)]
    [TestCase(ENetCongestionControl.Native, 1)]
    [TestCase(ENetCongestionControl.Cubic, 0)]
    [TestCase(ENetCongestionControl.Cubic, 1)]
    [Property("Requirement", "REL-083, DEV-092")]
    public void Whichever_sending_is_acknowledged_measures_its_own_round_trip(ENetCongestionControl rules, int which)
    {
        using Scene scene = Silent(rules);
        scene.Peer.SetRedundancy(0, 1, Half);
        scene.Send(10, ENetPacketFlags.Reliable);
        scene.World.Run(130);
        Assert.That(scene.Remote.Received, Has.Count.EqualTo(2));
        scene.World.Run(10);
        SeenDatagram sending = scene.Remote.Received[which];
        long tookMs = scene.World.NowMs - sending.AtMs;
        var before = scene.Peer.Recovery.RoundTrip;
        scene.Remote.Send(scene.Remote.DatagramWithoutTime().Acknowledge(0, 1, sending.SentTime ?? 0));
        // As one measurement moves the mean.
        var expected = before;
        if (before.HasStarted) expected.Add((uint)tookMs, (uint)tookMs * 1_000);
        else expected.Start((uint)tookMs, (uint)tookMs * 1_000);
        Assert.That(scene.Peer.Recovery.RoundTrip.MeanUs, Is.EqualTo(expected.MeanUs).Within(1_000));
        Assert.That((scene.Peer.HasOutgoingCommands, scene.Peer.ReliableBytesInTransit), Is.EqualTo((false, 0L)));

        // The other one is acknowledged as well, and surprises nobody.
        SeenDatagram other = scene.Remote.Received[1 - which];
        scene.Remote.Send(scene.Remote.DatagramWithoutTime().Acknowledge(0, 1, other.SentTime ?? 0));
        Assert.That(scene.Host.Core.Counters.TotalDrops, Is.Zero);
        Assert.That(scene.Peer.Outbox.Spurious, Is.Zero);
        scene.World.Run(1_000);
        Assert.That(scene.Remote.Got(WireKind.Reliable).Count(), Is.EqualTo(2), "and nothing is sent again");
    }

    [Test]
    [Property("Requirement", "REL-080")]
    public void Only_small_reliable_packets_of_the_channel_are_copied_and_only_until_they_are_acknowledged()
    {
        using Scene scene = Silent(ENetCongestionControl.Native);
        scene.Peer.SetRedundancy(1, 1, Half);
        scene.Send(257, ENetPacketFlags.Reliable, channel: 1);
        scene.Send(10, ENetPacketFlags.None, channel: 1);
        scene.Send(10, ENetPacketFlags.Unsequenced, channel: 1);
        scene.Send(10, ENetPacketFlags.Reliable, channel: 0);
        scene.World.Run(400);
        Assert.That(scene.Peer.Copies, Is.Zero);

        scene.Remote.AcknowledgesAll = true;
        scene.Send(10, ENetPacketFlags.Reliable, channel: 1);
        scene.World.Run(400);
        Assert.That(scene.Peer.Copies, Is.Zero, "what was acknowledged at once");

        scene.Remote.AcknowledgesAll = false;
        scene.Peer.SetRedundancy(1, 0, Half);
        scene.Send(10, ENetPacketFlags.Reliable, channel: 1);
        scene.World.Run(300);
        Assert.That(scene.Peer.Copies, Is.Zero, "and nothing after it was turned off");
    }

    [Test]
    [Property("Requirement", "REL-080")]
    public void A_copy_rides_in_a_datagram_that_leaves_anyway_but_not_right_behind_the_first()
    {
        using Scene scene = Silent(ENetCongestionControl.Native);
        scene.Peer.SetRedundancy(0, 1, Half);
        scene.Send(10, ENetPacketFlags.Reliable);
        scene.World.Run(1);
        scene.Send(1, ENetPacketFlags.None, channel: 1);
        scene.World.Run(1);
        Assert.That(scene.Peer.Copies, Is.Zero);
        scene.World.Run(3);
        scene.Send(1, ENetPacketFlags.None, channel: 1);
        scene.World.Settle();
        Assert.That(scene.Peer.Copies, Is.EqualTo(1));
        Assert.That(scene.Remote.Received[^1].Commands.Select(command => command.Kind), Is.EqualTo(new[] { WireKind.Unreliable, WireKind.Reliable }));
        Assert.That(scene.Remote.Received[^1].SentTime, Is.Not.Null);
    }

    [TestCase(0.5)]
    [TestCase(0.25)]
    [TestCase(0.1)]
    [Property("Requirement", "REL-082")]
    public void Copies_take_no_more_than_their_share(double share)
    {
        // At thirty messages a second each copy wants a datagram of its own.
        using MessageRun with = Lossy(ENetCongestionControl.Cubic, copies: 3, (int)(share / (1 - share) * Half));
        with.Beat(3_000, 33);
        using MessageRun without = Lossy(ENetCongestionControl.Cubic, copies: 0);
        without.Beat(3_000, 33);
        double taken = 1 - ((double)BytesOf(without.Sender) / BytesOf(with.Sender));
        Assert.That(taken, Is.InRange(share * 0.8, share + 0.02));
    }

    [TestCase(ENetCongestionControl.Native)]
    [TestCase(ENetCongestionControl.Cubic)]
    [Property("Requirement", "REL-081")]
    public void A_dead_line_is_given_up_as_late_as_without_copies(ENetCongestionControl rules)
    {
        long[] ends = new long[2];
        for (byte copies = 0; copies < 2; copies++)
        {
            using Scene scene = Silent(rules);
            scene.Peer.SetRedundancy(0, copies, 3 * Half);
            long startMs = scene.World.NowMs;
            scene.Send(10, ENetPacketFlags.Reliable);
            Assert.That(scene.World.RunUntil(() => scene.Peer.State != ENetPeerState.Connected, 60_000), Is.True);
            ends[copies] = scene.World.NowMs - startMs;
        }

        Assert.That(ends[1], Is.EqualTo(ends[0]).Within(400));
    }

    [Test]
    [Property("Requirement", "REL-080, REL-083, LIM-012")]
    public void Whatever_is_copied_over_whatever_line_comes_once_and_in_order() => Seeds.Each(12, seed =>
    {
        var options = new HostOptions { CongestionControl = seed % 2 == 0 ? ENetCongestionControl.Native : ENetCongestionControl.Cubic };
        using var world = new VirtualWorld(seed);
        world.Network.KeepsLog = false;
        SimulationRandom random = world.Random;
        VirtualHost server = world.AddHost("server", options);
        VirtualPair pair = world.Connect(world.AddHost("client", options), server, channels: 4);
        (Flow up, Flow down) = Flow.Between(pair);
        world.Network.ChangeAll(link => link with { DelayMs = random.Between(1, 60), JitterMs = random.Below(20), LossRate = random.Below(20) / 100.0, DuplicationRate = 0.02 });
        for (int step = 0; step < 300; step++)
        {
            Flow flow = random.Happens(50) ? up : down;
            Connection sender = flow == up ? pair.ClientPeer : pair.ServerPeer;
            byte channel = (byte)random.Below(4);
            if (random.Happens(20)) sender.SetRedundancy(channel, (byte)random.Below(4), random.Between(30, 3 * Half));
            int burst = random.Happens(3) ? 400 : random.Below(5);
            for (int i = 0; i < burst; i++) flow.Send(channel, random.Pick<StampKind>([StampKind.Reliable, StampKind.Reliable, StampKind.Unreliable]), random.Between(Stamp.Bytes, 300));
            world.Run(random.Below(40));
            LedgerOracle.AssertAccounted(pair.Client.Core);
            LedgerOracle.AssertAccounted(server.Core);
        }

        Assert.That(world.RunUntil(() => up.IsComplete && down.IsComplete, 60_000), Is.True);
        Assert.That(pair.ClientPeer.Copies + pair.ServerPeer.Copies, Is.GreaterThan(20));
    });

    private static MessageRun Lossy(ENetCongestionControl rules, byte copies, int allowance = Half)
    {
        var run = new MessageRun(rules, new NetworkImpairmentOptions { DelayMs = 25, LossRate = 0.02 }, seed: 3);
        run.Sender.SetRedundancy(0, copies, allowance);
        return run;
    }

    // The remote end answers nothing, and the round trip is the half second of a new connection.
    private static Scene Silent(ENetCongestionControl rules)
    {
        Scene scene = Scene.Served(new HostOptions { CongestionControl = rules });
        scene.Remote.AcknowledgesAll = false;
        scene.Peer.Recovery.RoundTrip.Reset(showsWholeMs: false);
        return scene;
    }

    private static long BytesOf(Connection peer) => peer.SentBytes + (HeaderBytes * peer.SentDatagrams);
}
