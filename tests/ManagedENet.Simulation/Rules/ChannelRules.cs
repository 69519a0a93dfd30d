using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Rules;

/// <summary>What the specification says of channels and no behaviour has shown yet.</summary>
[TestFixture]
internal sealed class ChannelRules
{
    [Test]
    [Property("Requirement", "CHN-008, CHN-004, CHN-005")]
    public void Numbers_follow_the_order_of_queueing_and_never_change()
    {
        using var scene = Scene.Served();
        scene.Remote.AcknowledgesAll = false;
        scene.Peer.Recovery.Throttle.SetLimit(0);
        scene.Send(1_000, ENetPacketFlags.Reliable);
        scene.Send(1_000, ENetPacketFlags.Reliable);
        scene.Send(1, ENetPacketFlags.None);
        scene.Send(1_000, ENetPacketFlags.Reliable);
        scene.World.Run(50);
        SeenCommand[] reliable = scene.Remote.Got(WireKind.Reliable).ToArray();
        Assert.That(reliable.Select(command => command.Sequence).Distinct(), Is.EqualTo(new ushort[] { 1 }), "the window lets one through, again and again");
        Assert.That(scene.Remote.Got(WireKind.Unreliable), Is.Empty, "dropped by the throttle, and its number with it");
        scene.Peer.Recovery.Throttle.SetLimit(32);
        scene.Remote.AcknowledgesAll = true;
        scene.World.Run(1_000);
        scene.Send(1, ENetPacketFlags.None);
        scene.World.Settle();
        Assert.That(scene.Remote.Got(WireKind.Reliable).Select(command => command.Sequence).Distinct(), Is.EqualTo(new ushort[] { 1, 2, 3 }));
        Assert.That(scene.Remote.Got(WireKind.Unreliable).Select(command => (command.Sequence, command.U16(4))), Is.EqualTo(new[] { ((ushort)3, (ushort)1) }));
    }

    [Test]
    [Property("Requirement", "CHN-030, CHN-024, CHN-061")]
    public void Channels_do_not_wait_for_each_other_and_events_come_in_the_order_in_which_packets_became_ready()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Reliable(0, 2, 2).Reliable(1, 1, 11).Reliable(0, 1, 1).Reliable(1, 2, 12).Reliable(0, 2, 99));
        Assert.That(scene.Host.Payloads, Is.EqualTo(new byte[][] { [11], [1], [2], [12] }));
        Assert.That(scene.Host.Core.Counters[DropReason.Duplicate], Is.EqualTo(1));
        Assert.That(remote.Got(WireKind.Acknowledge).Count(), Is.EqualTo(5), "a repetition is acknowledged again");
    }

    [Test]
    [Property("Requirement", "CHN-061")]
    public void Peers_with_something_to_deliver_take_turns()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer[] remotes = [world.AddWirePeer(host), world.AddWirePeer(host), world.AddWirePeer(host)];
        foreach (WirePeer remote in remotes) remote.Connect();
        host.ClearEvents();
        host.IsPaused = true;
        foreach (WirePeer remote in remotes)
        {
            WireDatagram datagram = remote.Datagram();
            for (ushort i = 1; i <= 3; i++) datagram.Reliable(0, i, (byte)i);
            remote.Send(datagram);
        }

        host.IsPaused = false;
        world.Settle();
        Assert.That(host.Of(ENetEventType.Receive).Select(e => (e.Slot, e.Payload[0])), Is.EqualTo(new[]
        {
            (0, (byte)1), (1, (byte)1), (2, (byte)1), (0, (byte)2), (1, (byte)2), (2, (byte)2), (0, (byte)3), (1, (byte)3), (2, (byte)3),
        }));
    }

    [Test]
    [Property("Requirement", "CHN-061")]
    public void Packets_may_be_taken_from_a_peer_past_the_events()
    {
        using var scene = Scene.Served();
        scene.Host.TakesEvents = false;
        scene.Remote.Send(scene.Remote.Datagram().Reliable(1, 1, 5).Reliable(0, 1, 6));
        Assert.That(scene.Peer.TryReceive(out byte channel, out ENetPacket packet), Is.True);
        Assert.That((channel, packet.Span[0]), Is.EqualTo(((byte)1, (byte)5)));
        packet.Dispose();
        scene.Host.TakesEvents = true;
        scene.World.Settle();
        Assert.That(scene.Host.Payloads.Single(), Is.EqualTo(new byte[] { 6 }));
        Assert.That(scene.Peer.TryReceive(out _, out _), Is.False);
    }

    [Test]
    [Property("Requirement", "CHN-062")]
    public void A_broadcast_goes_to_every_connected_peer_shares_its_bytes_and_is_used_up()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        VirtualHost[] clients = Enumerable.Range(0, 5).Select(i => world.AddHost($"client {i}")).ToArray();
        foreach (VirtualHost client in clients) world.Connect(client, host, channels: client == clients[4] ? 1 : 2);
        host.Peer(1).DisconnectLater(0);
        ENetPacket packet = host.Core.CreatePacket(new byte[5_000], ENetPacketFlags.Reliable);
        long queued = host.Core.OutgoingQueuedBytes;
        Assert.That(host.Core.Broadcast(1, packet), Is.EqualTo(3), "one leaves, one has no channel 1");
        Assert.That(packet.IsAlive, Is.False);
        Assert.That(host.Core.OutgoingQueuedBytes - queued, Is.LessThan(2 * 5_000), "one block for all");
        LedgerOracle.AssertAccounted(host.Core, isShared: true);
        world.Run(500);
        Assert.That(clients.Select(client => client.Payloads.Count()), Is.EqualTo(new[] { 1, 0, 1, 1, 0 }));

        using var empty = new VirtualWorld();
        VirtualHost lonely = empty.AddHost("lonely");
        ENetPacket unheard = lonely.Core.CreatePacket(10, ENetPacketFlags.Reliable);
        Assert.That((lonely.Core.Broadcast(0, unheard), unheard.IsAlive, lonely.Core.RentedBlocks), Is.EqualTo((0, false, 0)));
    }

    [Test]
    [Property("Requirement", "FLW-013")]
    public void A_receiver_does_not_look_at_the_window()
    {
        using var scene = Scene.Served(new HostOptions { IncomingBandwidth = 1 });
        WireDatagram first = scene.Remote.Datagram();
        for (ushort number = 2; number <= 200; number++) scene.Remote.Send(scene.Remote.Datagram().Reliable(0, number, new byte[1_000]));
        scene.Remote.Send(first.Reliable(0, 1, 1));
        Assert.That(scene.Host.Payloads.Count(), Is.EqualTo(200), "199,000 bytes at once, although the window is 4,096");
    }

    [Test]
    [Property("Requirement", "FRG-018, REL-005, CHN-023")]
    public void Each_fragment_is_acknowledged_by_its_own_number()
    {
        using var scene = Scene.Served();
        WireDatagram datagram = scene.Remote.Datagram();
        for (int i = 0; i < 4; i++) datagram.Fragment(1, 1, i, 4, 4, i, 1);
        scene.Remote.Send(datagram);
        Assert.That(scene.Remote.Got(WireKind.Acknowledge).Select(ack => (ack.Channel, ack.U16(4))), Is.EqualTo(Enumerable.Range(1, 4).Select(i => ((byte)1, (ushort)i))));
    }

    [Test]
    [Property("Requirement", "LIM-031, CHN-001")]
    public void H42_a_packet_is_the_sender_s_until_it_is_queued_and_never_again()
    {
        using var scene = Scene.Served(new HostOptions { MaximumPacketBytes = 100 });
        Host core = scene.Host.Core;
        ENetPacket packet = core.CreatePacket([1, 2, 3], ENetPacketFlags.Reliable);
        Assert.That(scene.Peer.Send(200, packet), Is.EqualTo(ENetSendResult.InvalidChannel));
        Assert.That(packet.IsAlive, Is.True, "still the caller's");
        Assert.That(scene.Peer.Send(0, packet), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(() => scene.Peer.Send(0, packet), Throws.TypeOf<ObjectDisposedException>(), "sent twice");
        Assert.That(() => packet.Span.Length, Throws.TypeOf<ObjectDisposedException>());
        packet.Dispose();
        scene.World.Settle();
        Assert.That(scene.Remote.Got(WireKind.Reliable).Single().Payload, Is.EqualTo(new byte[] { 1, 2, 3 }), "its bytes are intact");
        ENetPacket large = core.CreatePacket(101, ENetPacketFlags.None);
        Assert.That((scene.Peer.Send(0, large), large.IsAlive), Is.EqualTo((ENetSendResult.TooLarge, true)));
        large.Dispose();
        Assert.That(() => core.CreatePacket(-1, ENetPacketFlags.None), Throws.TypeOf<ArgumentOutOfRangeException>());
        scene.Peer.Reset();
        Assert.That(scene.Peer.Send(0, [1], ENetPacketFlags.None), Is.EqualTo(ENetSendResult.NotConnected));
    }

    [Test]
    [Property("Requirement", "LIM-006, DGM-054")]
    public void What_one_peer_sends_changes_nothing_for_another() => Seeds.Each(usually: 1, seed =>
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer good = world.AddWirePeer(host);
        WirePeer bad = world.AddWirePeer(host);
        Connection peer = good.Connect();
        bad.Connect();
        good.AcknowledgesAll = true;
        world.Run(100);
        var before = Facts(peer);
        var random = new SimulationRandom(seed);
        for (int i = 0; i < 3_000; i++)
        {
            byte[] junk = new byte[random.Between(2, 200)];
            random.Fill(junk);
            byte[] header = bad.Datagram().Bytes;
            header.AsSpan(0, Math.Min(2, junk.Length)).CopyTo(junk);
            host.Arrive(bad.Address, junk);
            world.Settle();
        }

        Assert.That(Facts(peer), Is.EqualTo(before));
        Assert.That(host.Events.Any(e => e.Slot == 0 && e.Type != ENetEventType.Connect), Is.False);

        static (ENetPeerState, int, uint, uint, uint, long, long, bool) Facts(Connection peer) =>
            (peer.State, peer.MtuBytes, peer.WindowBytes, peer.PacketThrottle, peer.RoundTripTimeMs, peer.ReliableBytesInTransit, peer.WaitingBytes, peer.HasOutgoingCommands);
    });
}
