using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Behaviours;

/// <summary>Behaviours 33 to 42: what a sender puts into its datagrams.</summary>
[TestFixture]
internal sealed class SendingBehaviours
{
    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "DEV-033, CHN-012")]
    public void Behaviour_33_a_closed_window_gate_stops_its_own_channel_only(bool asNative)
    {
        using var scene = Scene.Served(new HostOptions { Quirks = asNative ? NativeQuirks.WindowGateStopsAllChannels : NativeQuirks.None });
        scene.Remote.AcknowledgesAll = false;
        for (int i = 0; i < 8_500; i++) scene.Send(1, ENetPacketFlags.Reliable, channel: 0);
        scene.Send(1, ENetPacketFlags.Reliable, channel: 1);
        scene.World.Settle();
        Assert.That(scene.Remote.Got(WireKind.Reliable).Count(command => command.Channel == 0), Is.EqualTo(8_191), "channel 0 waits");
        Assert.That(scene.Remote.Got(WireKind.Reliable).Any(command => command.Channel == 1), Is.EqualTo(!asNative));
    }

    [TestCase(32u, 65)]
    [TestCase(16u, 32)]
    [TestCase(8u, 16)]
    [TestCase(1u, 2)]
    [TestCase(0u, 1)]
    [Property("Requirement", "FLW-010, REL-041")]
    public void Behaviour_34_the_throttle_shrinks_the_window_which_counts_payload_only(uint throttle, int packets)
    {
        using var scene = Scene.Served();
        scene.Remote.AcknowledgesAll = false;
        scene.Peer.Recovery.Throttle.SetLimit(throttle);
        for (int i = 0; i < 100; i++) scene.Send(1_000, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(scene.Remote.Got(WireKind.Reliable).Count(), Is.EqualTo(packets), "65,536 bytes of payload times throttle / 32, and one datagram's worth always");
        Assert.That(scene.Peer.ReliableBytesInTransit, Is.EqualTo(packets * 1_000));
        scene.Peer.Ping();
        scene.Send(10, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(scene.Remote.Got(WireKind.Ping).Count(), Is.EqualTo(1), "commands without a packet are never held back");
    }

    [TestCase(0u, 10)]
    [TestCase(8u, 90)]
    [TestCase(16u, 170)]
    [TestCase(24u, 250)]
    [TestCase(31u, 320)]
    [TestCase(32u, 320)]
    [Property("Requirement", "FLW-030, FLW-031")]
    public void Behaviour_35_the_throttle_drops_in_a_fixed_cycle(uint throttle, int delivered)
    {
        using var scene = Scene.Served();
        scene.Peer.Recovery.Throttle.SetLimit(throttle);
        for (int i = 0; i < 320; i++)
        {
            scene.Send(10, ENetPacketFlags.None);
            scene.World.Settle();
        }

        Assert.That(scene.Remote.Got(WireKind.Unreliable).Count(), Is.EqualTo(delivered));
        Assert.That(scene.Host.Core.Counters.ThrottledPackets, Is.EqualTo(320 - delivered));
    }

    [TestCase(16u, false, 170)]
    [TestCase(16u, true, 11)]
    [TestCase(24u, false, 250)]
    [TestCase(24u, true, 35)]
    [Property("Requirement", "DEV-036, FLW-030")]
    public void Behaviour_36_a_throttled_unsequenced_packet_takes_no_other_along(uint throttle, bool asNative, int delivered)
    {
        using var scene = Scene.Served(new HostOptions { Quirks = asNative ? NativeQuirks.ThrottleDropsFollowers : NativeQuirks.None });
        scene.Peer.Recovery.Throttle.SetLimit(throttle);
        for (int burst = 0; burst < 10; burst++)
        {
            for (int i = 0; i < 32; i++) scene.Send(10, ENetPacketFlags.Unsequenced);
            scene.World.Settle();
        }

        Assert.That(scene.Remote.Got(WireKind.Unsequenced).Count(), Is.EqualTo(delivered));
    }

    [Test]
    [Property("Requirement", "DEV-036, FLW-030")]
    public void Behaviour_36_a_throttled_packet_takes_its_own_fragments_along()
    {
        using var scene = Scene.Served();
        scene.Peer.Recovery.Throttle.SetLimit(16);
        for (int i = 0; i < 32; i++) scene.Send(3_000, ENetPacketFlags.UnreliableFragment);
        scene.World.Settle();
        var packets = scene.Remote.Got(WireKind.UnreliableFragment).GroupBy(command => command.U16(4)).ToList();
        Assert.That(packets, Has.Count.EqualTo(17));
        Assert.That(packets.All(fragments => fragments.Count() == 3), Is.True, "whole packets only");
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "DEV-037, CHN-003")]
    public void Behaviour_37_a_control_command_with_number_0_behind_a_throttled_packet_does_no_harm(bool asNative)
    {
        using var scene = Scene.Served(new HostOptions { Quirks = asNative ? NativeQuirks.ThrottleDropsFollowers : NativeQuirks.None });
        scene.Peer.Recovery.Throttle.SetLimit(0);
        scene.Peer.Outbox.ControlSequence = ushort.MaxValue;
        scene.Send(10, ENetPacketFlags.Unsequenced);
        scene.Peer.Ping();
        scene.World.Settle();
        SeenCommand ping = scene.Remote.Commands.Single();
        Assert.That((ping.Kind, ping.Sequence), Is.EqualTo((WireKind.Ping, (ushort)0)), "the number wraps from 65,535 to 0");
    }

    [Test]
    [Property("Requirement", "FLW-021")]
    public void Behaviour_38_the_throttle_does_not_engage_on_a_very_fast_path()
    {
        using var fast = Scene.Served();
        fast.World.Run(100);
        Assert.That((fast.Peer.LastRoundTripTimeMs, fast.Peer.LastRoundTripTimeVarianceMs), Is.EqualTo((1u, 1u)));
        Sample(fast, 400);
        Assert.That(fast.Peer.PacketThrottle, Is.EqualTo(32), "1 ms is not more than a variance of 1 ms");

        using var world = new VirtualWorld();
        VirtualPair slow = world.Connect(world.AddHost("a"), world.AddHost("b"));
        world.Run(12_000);
        Assert.That(slow.ClientPeer.LastRoundTripTimeMs, Is.GreaterThan(slow.ClientPeer.LastRoundTripTimeVarianceMs));
        world.Network.Change(slow.Client, slow.Server, link => link with { DelayMs = 300 });
        world.Run(2_000);
        Assert.That(slow.ClientPeer.PacketThrottle, Is.LessThan(32));
        uint least = slow.ClientPeer.PacketThrottle;
        world.Network.Change(slow.Client, slow.Server, link => link with { DelayMs = 10 });
        world.Run(1_500);
        Assert.That(slow.ClientPeer.PacketThrottle, Is.GreaterThan(least), "and grows again");
    }

    [Test]
    [Property("Requirement", "REL-030, REL-031, REL-032, REL-036, REL-040")]
    public void Behaviour_39_repeated_commands_go_to_the_front_with_twice_the_patience_and_the_queues_are_merged_by_number()
    {
        using var scene = Scene.Served();
        scene.Send(1, ENetPacketFlags.Reliable);
        scene.Send(2, ENetPacketFlags.None);
        scene.Peer.Ping();
        scene.Send(3, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(scene.Remote.Received.Single().Kinds, Is.EqualTo(new[] { WireKind.Reliable, WireKind.Unreliable, WireKind.Ping, WireKind.Reliable }));

        scene.Remote.Forget();
        scene.Remote.AcknowledgesAll = false;
        scene.Send(1, ENetPacketFlags.Reliable);
        scene.Send(2, ENetPacketFlags.Reliable);
        scene.World.Settle();
        long sentMs = scene.World.NowMs;
        long patience = scene.Peer.Recovery.RoundTrip.RetransmitAfterUs / 1000;
        SeenCommand[] first = scene.Remote.Commands.ToArray();
        scene.World.Run(patience - 1);
        Assert.That(scene.Remote.Commands.Count(), Is.EqualTo(2), "not a moment too early");
        scene.Send(3, ENetPacketFlags.None);
        scene.World.Jump(1);
        scene.World.Settle();
        scene.Remote.Forget();
        scene.Send(4, ENetPacketFlags.Reliable);
        scene.Send(5, ENetPacketFlags.None);
        scene.World.Run(patience * 2);
        Assert.That(scene.Remote.Received[^1].AtMs - sentMs, Is.EqualTo(patience * 3), "the second repetition waits twice as long as the first");
        Assert.That(scene.Remote.Received[^1].Commands.Take(2).Select(command => command.Bytes), Is.EqualTo(first.Select(command => command.Bytes)), "the same bytes");
        Assert.That(scene.Remote.Received[^1].SentTime, Is.EqualTo(scene.World.WireTime), "with a new time");
    }

    [Test]
    [Property("Requirement", "REL-032, REL-040")]
    public void Behaviour_39_what_is_repeated_leaves_before_what_was_queued_later()
    {
        using var scene = Scene.Served();
        scene.Remote.AcknowledgesAll = false;
        scene.Send(1, ENetPacketFlags.Reliable);
        scene.Send(2, ENetPacketFlags.Reliable);
        scene.World.Settle();
        scene.Remote.Forget();
        scene.World.Jump(scene.Peer.Recovery.RoundTrip.RetransmitAfterUs / 1000);
        scene.Send(3, ENetPacketFlags.None);
        scene.Send(4, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(scene.Remote.Received.Single().Commands.Select(command => command.Payload.Length), Is.EqualTo(new[] { 1, 2, 3, 4 }));
    }

    [Test]
    [Property("Requirement", "DGM-051, DGM-052, DGM-053, DGM-054")]
    public void Behaviour_40_with_native_s_limit_datagrams_hold_32_commands_and_peers_take_turns()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { MaximumCommandsPerDatagram = 32 });
        WirePeer[] remotes = [world.AddWirePeer(host), world.AddWirePeer(host)];
        Connection[] peers = remotes.Select(remote => remote.Connect()).ToArray();
        foreach (WirePeer remote in remotes) remote.AcknowledgesAll = true;
        world.Run(100);
        world.Network.ClearLog();
        foreach (Connection peer in peers)
        {
            for (int i = 0; i < 70; i++) peer.Send(0, [1], ENetPacketFlags.Reliable);
        }

        world.Settle();
        SentDatagram[] sent = world.Network.Log.Where(datagram => datagram.From == host.Address).ToArray();
        Assert.That(sent.Select(datagram => (Array.FindIndex(remotes, remote => remote.Address == datagram.To), datagram.Seen.Commands.Count)),
            Is.EqualTo(new[] { (0, 32), (1, 32), (0, 32), (1, 32), (0, 6), (1, 6) }));
        Assert.That(sent.All(datagram => datagram.AtMs == world.NowMs), Is.True);
    }

    [Test]
    [Property("Requirement", "DGM-023, DGM-052, DGM-053, LIM-015")]
    public void Behaviour_40_without_the_limit_a_datagram_is_filled_to_the_mtu()
    {
        using var scene = Scene.Served();
        for (int i = 0; i < 400; i++) scene.Send(1, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(scene.Remote.Received.Select(datagram => datagram.Commands.Count), Is.EqualTo(new[] { 198, 198, 4 }), "(1,392 - 4) / 7");

        // The first command that does not fit closes the datagram, although a later one would fit.
        scene.Remote.Forget();
        scene.Send(1_000, ENetPacketFlags.Unsequenced);
        scene.Send(1_000, ENetPacketFlags.Unsequenced);
        scene.Send(1, ENetPacketFlags.Unsequenced);
        scene.World.Settle();
        Assert.That(scene.Remote.Received.Select(datagram => datagram.Commands.Count), Is.EqualTo(new[] { 1, 2 }));

        scene.Remote.Forget();
        WireDatagram many = scene.Remote.Datagram();
        for (int i = 1; i <= 1_020; i++) many.Ping((ushort)i);
        scene.Remote.Send(many);
        Assert.That(scene.Remote.Got(WireKind.Acknowledge).Count(), Is.EqualTo(1_020));
        Assert.That(scene.Remote.Received, Has.Count.LessThanOrEqualTo(6));
    }

    [Test]
    [Property("Requirement", "CMD-010, REL-005, REL-006, REL-007, DGM-051")]
    public void Behaviour_42_an_acknowledgement_carries_the_number_twice_and_wants_none_itself()
    {
        using var scene = Scene.Served();
        scene.Send(5, ENetPacketFlags.None);
        scene.Remote.Send(new WireDatagram(scene.Remote.RemoteId, scene.Remote.Session, 0xABCD).Reliable(1, 1, 1).Ping(2).Reliable(0, 1, 1));
        SeenDatagram answer = scene.Remote.Received.Last(datagram => datagram.Of(WireKind.Acknowledge).Any());
        Assert.That(answer.Commands.Select(command => (command.First, command.Channel, command.Sequence, command.U16(4), command.U16(6))), Is.EqualTo(new[]
        {
            ((byte)0x01, (byte)1, (ushort)1, (ushort)1, (ushort)0xABCD),
            ((byte)0x01, (byte)0xFF, (ushort)2, (ushort)2, (ushort)0xABCD),
            ((byte)0x01, (byte)0, (ushort)1, (ushort)1, (ushort)0xABCD),
        }), "in the order in which the commands came");
        Assert.That(answer.SentTime, Is.Null);
        Assert.That(answer.Length, Is.EqualTo(2 + (3 * 8)));
        Assert.That(scene.Peer.HasOutgoingCommands, Is.False, "nothing waits for an answer to them");
    }

    /// <summary>Lets the host measure a round trip of this many milliseconds.</summary>
    internal static void Sample(Scene scene, int ms) =>
        scene.Remote.Send(scene.Remote.DatagramWithoutTime().Acknowledge(0, 60_000, unchecked((ushort)(scene.World.NowMs - ms))));
}
