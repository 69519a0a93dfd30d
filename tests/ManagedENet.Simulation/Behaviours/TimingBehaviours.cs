using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Behaviours;

/// <summary>Behaviours 43 to 50: round trips, time-outs, bandwidth.</summary>
[TestFixture]
internal sealed class TimingBehaviours
{
    // Native's clock of giving up, to the millisecond; LossRules tells what is different here by default.
    private static readonly HostOptions AsNative = new() { Quirks = NativeQuirks.GivesUpOnLivePeers };

    [Test]
    [Property("Requirement", "REL-011, REL-012, REL-013, REL-014")]
    public void Behaviour_43_native_s_smoothing_truncates()
    {
        using var scene = Scene.Served(new HostOptions { Quirks = NativeQuirks.RoundTripInWholeMs });
        foreach (int sample in new[] { 100, 200, 40, 1, 999, 350 })
        {
            (long mean, long variance) = (scene.Peer.RoundTripTimeMs, scene.Peer.RoundTripTimeVarianceMs);
            SendingBehaviours.Sample(scene, sample);
            long difference = Math.Abs(sample - mean);
            Assert.That(scene.Peer.RoundTripTimeVarianceMs, Is.EqualTo(variance - (variance / 4) + (difference / 4)), $"{sample}");
            Assert.That(scene.Peer.RoundTripTimeMs, Is.EqualTo(mean + (Math.Sign(sample - mean) * (difference / 8))), $"{sample}");
        }

        for (int i = 0; i < 200; i++) SendingBehaviours.Sample(scene, (int)scene.Peer.RoundTripTimeMs);
        uint settled = scene.Peer.RoundTripTimeMs;
        Assert.That(scene.Peer.RoundTripTimeVarianceMs, Is.EqualTo(3), "what is left of the variance when a quarter of it is nothing");
        for (int i = 0; i < 50; i++) SendingBehaviours.Sample(scene, (int)settled + 7);
        Assert.That(scene.Peer.RoundTripTimeMs, Is.EqualTo(settled), "less than 8 ms never move the mean");
        for (int i = 0; i < 50; i++) SendingBehaviours.Sample(scene, (int)settled - 3);
        Assert.That(scene.Peer.RoundTripTimeVarianceMs, Is.EqualTo(3), "less than 4 ms never move the variance");
        Assert.That(scene.Peer.HighestRoundTripTimeVarianceMs, Is.GreaterThan(200));
        Assert.That(scene.Peer.LowestRoundTripTimeMs, Is.EqualTo(1));
    }

    [TestCase(10, 65_530, 16)]
    [TestCase(10, 10, 1)]
    [TestCase(10, 32_768, 32_778)]
    [TestCase(40_000, 39_000, 1_000)]
    [TestCase(40_000, 100, 39_900)]
    [TestCase(10, 11, -1)]
    [TestCase(10, 32_767, -1)]
    [TestCase(40_000, 65_535, -1)]
    [Property("Requirement", "REL-010, REL-011, REL-016, REL-001")]
    public void Behaviour_44_the_echoed_time_is_completed_and_ignored_when_it_lies_in_the_future(int nowInTurn, int echoed, int expected)
    {
        const long turns = 7 * 65_536;
        using var scene = Scene.Served(startMs: turns + nowInTurn - 10);
        Assert.That(scene.World.NowMs, Is.EqualTo(turns + nowInTurn));
        scene.Remote.AcknowledgesAll = false;
        scene.Peer.Recovery.RoundTrip.Reset(showsWholeMs: false);
        scene.Peer.Recovery.LastAcknowledgedUs = ProtocolTime.Unset;
        scene.Remote.Send(scene.Remote.DatagramWithoutTime().Acknowledge(0, 60_000, (ushort)echoed));
        if (expected < 0)
        {
            Assert.That(scene.Host.Core.Counters[DropReason.ImpossibleSentTime], Is.EqualTo(1));
            Assert.That(scene.Peer.Recovery.LastAcknowledgedUs, Is.EqualTo(ProtocolTime.Unset), "no sign of life");
            Assert.That(scene.Peer.RoundTripTimeMs, Is.EqualTo(500));
            return;
        }

        Assert.That(scene.Peer.RoundTripTimeMs, Is.EqualTo(expected));
        Assert.That(scene.Peer.Recovery.LastAcknowledgedUs, Is.EqualTo(scene.World.NowUs));
    }

    [TestCase(32u, 6)]
    [TestCase(8u, 4)]
    [TestCase(1u, 1)]
    [TestCase(33u, 7)]
    [Property("Requirement", "REL-033, REL-034, DIS-030, DIS-025, LIM-025")]
    public void Behaviour_45_the_limit_is_a_power_of_two_of_attempts(uint limit, int attempts)
    {
        using var world = new VirtualWorld();
        VirtualPair connection = Cut(world);
        connection.ClientPeer.SetTimeout(limit, 1, 1_000_000);
        (long patience, long sentMs) = SendIntoTheVoid(world, connection);
        world.Run(100_000);
        SeenEvent end = connection.Client.Events.Single();
        Assert.That((end.Type, end.Reason, end.Data), Is.EqualTo((ENetEventType.Disconnect, ENetDisconnectReason.Timeout, 0u)));
        Assert.That(world.Network.From(connection.Client).Count(datagram => datagram.Of(WireKind.Reliable).Any()), Is.EqualTo(attempts));
        Assert.That(end.AtMs - sentMs, Is.EqualTo(patience * ((1 << attempts) - 1)));
    }

    [TestCase(32u, 5_000u, 30_000u, 63)]
    [TestCase(32u, 30_000u, 60_000u, 127)]
    [TestCase(1_000u, 1u, 5_000u, 31)]
    [Property("Requirement", "REL-033")]
    public void Behaviour_45_a_peer_is_given_up_between_the_minimum_and_the_maximum(uint limit, uint minimumMs, uint maximumMs, int patiences)
    {
        using var world = new VirtualWorld();
        VirtualPair connection = Cut(world);
        connection.ClientPeer.SetTimeout(limit, minimumMs, maximumMs);
        (long patience, long sentMs) = SendIntoTheVoid(world, connection);
        Assert.That(patience, Is.InRange(240, 470), "the cases are made for this");
        world.Run(200_000);
        Assert.That(connection.Client.Events.Single().AtMs - sentMs, Is.EqualTo(patience * patiences));
    }

    [Test]
    [Property("Requirement", "REL-016, REL-035")]
    public void Behaviour_46_any_acknowledgement_restarts_the_clock_of_giving_up()
    {
        using var scene = Scene.Served(AsNative);
        scene.World.Network.KeepsLog = false;
        scene.Remote.AcknowledgesAll = false;
        scene.Send(1, ENetPacketFlags.Reliable, channel: 0);
        scene.World.Settle();
        long sentMs = scene.World.NowMs;
        long patience = scene.Peer.Recovery.RoundTrip.RetransmitAfterUs / 1000;
        Assert.That(patience, Is.EqualTo(5));
        while (scene.Host.Events.Count == 0 && scene.World.NowMs - sentMs < 60_000)
        {
            scene.World.Run(50);
            SendingBehaviours.Sample(scene, 1);
        }

        // Alone it would be given up with the first time-out after 5,000 ms: 5 * (2^10 - 1). Here its own patience must have grown to 5,000 ms: 5 * 2^10.
        Assert.That(scene.Host.Events.Single().AtMs - sentMs, Is.EqualTo(5 * ((1 << 11) - 1)));

        using var alone = Scene.Served(AsNative);
        alone.Remote.AcknowledgesAll = false;
        alone.Send(1, ENetPacketFlags.Reliable, channel: 0);
        sentMs = alone.World.NowMs;
        alone.World.Run(60_000);
        Assert.That(alone.Host.Events.Single().AtMs - sentMs, Is.EqualTo(5 * ((1 << 10) - 1)));
    }

    [Test]
    [Property("Requirement", "REL-017, REL-032, LIM-022")]
    public void Behaviour_47_an_acknowledgement_may_find_a_command_that_already_waits_for_repetition()
    {
        using var scene = Scene.Served();
        scene.Remote.AcknowledgesAll = false;
        for (int i = 0; i < 3; i++) scene.Send(1_000, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(scene.Peer.ReliableBytesInTransit, Is.EqualTo(3_000));
        scene.Peer.Recovery.Throttle.SetLimit(0);
        scene.World.Run(scene.Peer.Recovery.RoundTrip.RetransmitAfterUs / 1000);
        Assert.That(scene.Peer.ReliableBytesInTransit, Is.EqualTo(1_000), "all three timed out, and the narrow window lets one leave again");

        Acknowledge(2);
        Assert.That(scene.Peer.ReliableBytesInTransit, Is.EqualTo(1_000), "number 2 was not in transit any more");
        Acknowledge(2);
        Assert.That(scene.Host.Core.Counters[DropReason.UnknownAcknowledgement], Is.EqualTo(1), "the second time there is nothing to find");
        scene.Remote.Forget();
        Acknowledge(1);
        Assert.That(scene.Remote.Got(WireKind.Reliable).Select(command => command.Sequence), Is.EqualTo(new ushort[] { 3 }), "number 2 is not sent again");
        Acknowledge(3);
        Assert.That((scene.Peer.ReliableBytesInTransit, scene.Peer.HasOutgoingCommands), Is.EqualTo((0L, false)));

        void Acknowledge(ushort sequence) => scene.Remote.Send(scene.Remote.DatagramWithoutTime().Acknowledge(0, sequence, scene.World.WireTime));
    }

    [TestCase(4_000_000u, 0)]
    [TestCase(5_000_000u, 0)]
    [TestCase(4_294_967_295u, 0)]
    [TestCase(1_000_000u, 3_000)]
    [Property("Requirement", "DEV-048, FLW-051, FLW-061, FLW-062, FLW-063, FLW-064")]
    public void Behaviour_48_bandwidths_are_multiplied_in_64_bits(uint limit, int leastThrottled)
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server", new HostOptions { IncomingBandwidth = limit });
        VirtualHost client = world.AddHost("client", new HostOptions { OutgoingBandwidth = limit });
        server.KeepsEvents = false;
        VirtualPair connection = world.Connect(client, server);
        byte[] payload = new byte[1_000];
        for (int ms = 0; ms < 4_000; ms++)
        {
            for (int i = 0; i < 2; i++) connection.ClientPeer.Send(0, payload, ENetPacketFlags.Unsequenced);
            world.Run(1);
        }

        long throttled = client.Core.Counters.ThrottledPackets;
        if (leastThrottled == 0) Assert.That(throttled, Is.Zero, "2 MB/s are below the limit");
        else Assert.That(throttled, Is.InRange(leastThrottled - 500, leastThrottled + 1_000), "half of what is sent, from the first run on");
    }

    [TestCase(false, 0u, 65_536u)]
    [TestCase(true, 7u, 4_096u)]
    [Property("Requirement", "DEV-049, FLW-071, FLW-073, FLW-050")]
    public void Behaviour_49_an_incoming_limit_is_lifted_for_unlimited_peers_unless_the_option_keeps_it(bool keep, uint announced, uint window)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { IncomingBandwidth = 7, KeepIncomingLimit = keep });
        VirtualPair connection = world.Connect(world.AddHost("client"), server);
        Assert.That(connection.ClientPeer.WindowBytes, Is.EqualTo(4_096));
        world.Run(2_000);
        Assert.That((connection.ClientPeer.IncomingBandwidth, connection.ClientPeer.WindowBytes), Is.EqualTo((announced, window)));
    }

    [Test]
    [Property("Requirement", "FLW-071, FLW-072")]
    public void Behaviour_49_peers_that_send_little_leave_their_share_to_the_others()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { IncomingBandwidth = 900_000 });
        uint[] outgoing = [1_000_000, 100_000, 2_000_000];
        List<VirtualPair> connections = [.. outgoing.Select((limit, i) => world.Connect(world.AddHost($"client {i}", new HostOptions { OutgoingBandwidth = limit }), server))];
        world.Run(2_000);
        Assert.That(connections.Select(connection => connection.ClientPeer.IncomingBandwidth), Is.EqualTo(new[] { 400_000u, 100_000u, 400_000u }));
    }

    [TestCase(0u, 65_536u)]
    [TestCase(1u, 4_096u)]
    [TestCase(65_535u, 4_096u)]
    [TestCase(131_071u, 4_096u)]
    [TestCase(131_072u, 8_192u)]
    [TestCase(1_048_575u, 61_440u)]
    [TestCase(4_294_967_295u, 65_536u)]
    [Property("Requirement", "HSK-021, HSK-011, HSK-025, HSK-026")]
    public void Behaviour_50_low_bandwidths_give_the_smallest_window(uint bandwidth, uint window)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, OutgoingBandwidth = bandwidth });
        WirePeer asked = world.AddWirePeer(host);
        asked.BeAsked();
        Assert.That(WireProposal.Of(asked.Got(WireKind.Connect).Single()).Window, Is.EqualTo(window));

        VirtualHost limited = world.AddHost("limited", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, IncomingBandwidth = bandwidth, OutgoingBandwidth = bandwidth });
        WirePeer asking = world.AddWirePeer(limited);
        Assert.That(WireProposal.Of(asking.Ask()).Window, Is.EqualTo(window), "what the other side may have in transit");
        Assert.That(limited.Peer().WindowBytes, Is.EqualTo(window), "what this side may have in transit, with an unlimited receiver");
        WirePeer slow = world.AddWirePeer(limited);
        slow.Ask(new WireProposal { IncomingBandwidth = 70_000 });
        Assert.That(limited.Peer(1).WindowBytes, Is.EqualTo(4_096), "the smaller of both, or the only one");
    }

    // Both directions are cut after the round trip has been measured; nothing is in flight then.
    private static VirtualPair Cut(VirtualWorld world)
    {
        world.Network.DefaultLink = world.Network.DefaultLink with { DelayMs = 100 };
        VirtualPair connection = world.Connect(world.AddHost("client", AsNative), world.AddHost("server", AsNative));
        world.Run(5_000);
        while (connection.ClientPeer.HasOutgoingCommands) world.Run(10);
        world.Network.ChangeAll(link => link with { IsCut = true });
        connection.Client.ClearEvents();
        world.Network.ClearLog();
        return connection;
    }

    private static (long PatienceMs, long SentMs) SendIntoTheVoid(VirtualWorld world, VirtualPair connection)
    {
        long patience = connection.ClientPeer.Recovery.RoundTrip.RetransmitAfterUs / 1000;
        connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
        long sentMs = world.NowMs;
        return (patience, sentMs);
    }
}
