using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Behaviours;

/// <summary>Behaviours 10 to 20: how a connection comes about.</summary>
[TestFixture]
internal sealed class HandshakeBehaviours
{
    [Test]
    [Property("Requirement", "HSK-043, HSK-012, HSK-013, HSK-011")]
    public void Behaviour_10_connect_asks_for_an_acknowledgement_and_verify_connect_is_the_only_one_it_gets()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        world.Connect(client, server);
        world.Run(3_000);
        SeenCommand connect = world.Network.From(client).SelectMany(datagram => datagram.Of(WireKind.Connect)).Single();
        Assert.That((connect.First, connect.Channel, connect.Sequence), Is.EqualTo(((byte)0x82, (byte)0xFF, (ushort)1)));
        Assert.That(world.Network.From(server).SelectMany(datagram => datagram.Of(WireKind.Acknowledge)).Any(ack => ack.U16(4) == 1), Is.False, "no ACKNOWLEDGE of number 1");
        Assert.That(world.Network.From(server).First().Kinds, Is.EqualTo(new[] { WireKind.Verify }));

        using var calling = new VirtualWorld();
        VirtualHost host = calling.AddHost("host");
        WirePeer remote = calling.AddWirePeer(host);
        Connection peer = remote.BeAsked();
        remote.Accept();
        Assert.That(peer.RoundTripTimeMs, Is.EqualTo(500), "VERIFY_CONNECT is no round-trip sample");
    }

    [Test]
    [Property("Requirement", "DGM-012, DGM-021, DGM-022")]
    public void Behaviour_11_connect_comes_from_strangers_only_and_strangers_may_send_nothing_else()
    {
        using var scene = Scene.Served(Doors.AsNative);
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, 1, 1).Connect(new WireProposal { ConnectId = 5 }).Reliable(0, 2, 2));
        Assert.That(scene.Host.Core.Counters[DropReason.ConnectFromPeer], Is.EqualTo(1));
        Assert.That(scene.Host.Payloads.Count(), Is.EqualTo(1), "what stood before it was carried out, what stood behind it was dropped");
        Assert.That(scene.Host.Core.GetPeer(1), Is.Null);

        WirePeer stranger = scene.World.AddWirePeer(scene.Host);
        stranger.Send(WireDatagram.ToStranger().Ping(1).Connect(new WireProposal()));
        Assert.That(scene.Host.Core.Counters[DropReason.CommandFromStranger], Is.EqualTo(1));
        Assert.That(stranger.Received, Is.Empty);

        stranger.Send(WireDatagram.ToStranger().Connect(new WireProposal()).Connect(new WireProposal { ConnectId = 6 }));
        Assert.That(scene.Host.Core.Counters[DropReason.ConnectFromPeer], Is.EqualTo(2), "the second CONNECT of a datagram belongs to the slot the first one took");
        Assert.That(scene.Host.Core.GetPeer(2), Is.Null);
    }

    [Test]
    [Property("Requirement", "HSK-042, HSK-027, DIS-021, DIS-040")]
    public void Behaviour_12_verify_connect_must_repeat_the_throttle_values_exactly()
    {
        foreach (int field in Enumerable.Range(0, 3))
        {
            using var world = new VirtualWorld();
            VirtualHost host = world.AddHost("host");
            WirePeer remote = world.AddWirePeer(host);
            Connection peer = remote.BeAsked();
            WireProposal answer = remote.Answer();
            remote.Accept(field switch
            {
                0 => answer with { ThrottleInterval = 5001 },
                1 => answer with { Acceleration = 3 },
                _ => answer with { Deceleration = 1 },
            });
            SeenEvent e = host.Events.Single();
            Assert.That((e.Type, e.Reason, e.Data), Is.EqualTo((ENetEventType.Disconnect, ENetDisconnectReason.ProtocolError, 0u)));
            Assert.That(peer.State, Is.EqualTo(ENetPeerState.Disconnected));
            Assert.That(host.Core.Counters[DropReason.InvalidVerify], Is.EqualTo(1));
        }

        using var served = new VirtualWorld();
        WirePeer client = served.AddWirePeer(served.AddHost("server"));
        var proposal = new WireProposal { ThrottleInterval = 1, Acceleration = 0xFFFF_FFFF, Deceleration = 77, ConnectId = 0xA1B2_C3D4 };
        var verify = WireProposal.Of(client.Ask(proposal));
        Assert.That((verify.ThrottleInterval, verify.Acceleration, verify.Deceleration, verify.ConnectId), Is.EqualTo((1u, 0xFFFF_FFFFu, 77u, 0xA1B2_C3D4u)));
    }

    [Test]
    [Property("Requirement", "HSK-022, HSK-044, CHN-001, CHN-020")]
    public void Behaviour_13_the_server_s_channel_limit_counts_on_both_sides()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { ChannelLimit = 3 });
        VirtualHost client = world.AddHost("client");
        VirtualPair connection = world.Connect(client, server, channels: 200);
        Assert.That((connection.ClientPeer.ChannelCount, connection.ServerPeer.ChannelCount), Is.EqualTo((3, 3)));
        Assert.That(connection.ClientPeer.Send(2, [1], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(connection.ClientPeer.Send(3, [1], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.InvalidChannel));

        server.Core.SetChannelLimit(1);
        Assert.That(connection.ServerPeer.ChannelCount, Is.EqualTo(3), "a new limit is for new connections");
        Assert.That(world.Connect(client, server, channels: 2).ClientPeer.ChannelCount, Is.EqualTo(1));
        server.Core.SetChannelLimit(0);
        Assert.That(world.Connect(client, server, channels: 300).ClientPeer.ChannelCount, Is.EqualTo(255), "0 is all");
    }

    [Test]
    [Property("Requirement", "HSK-029, HSK-028, HSK-050")]
    public void Behaviour_14_data_before_the_handshake_is_complete_is_refused_and_taken_when_it_comes_again()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        remote.Ask();
        SeenDatagram verify = remote.Received[^1];
        remote.Forget();
        WireDatagram early = remote.Datagram().Reliable(0, 1, 1).Acknowledge(WireDatagram.Control, 1, verify.SentTime ?? 0);
        remote.Send(early);
        Assert.That(host.Core.Counters[DropReason.WrongState], Is.EqualTo(1));
        Assert.That(host.Peer().State, Is.EqualTo(ENetPeerState.AcknowledgingConnect), "the acknowledgement behind the refused packet was lost with it");
        Assert.That(remote.Received, Is.Empty);

        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, 2, verify.SentTime ?? 0));
        Assert.That(host.Core.Counters[DropReason.UnexpectedAcknowledgement], Is.EqualTo(1), "an acknowledgement of something else does not connect");
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, 1, verify.SentTime ?? 0).Reliable(0, 1, 1));
        Assert.That(host.Events.Select(e => e.Type), Is.EqualTo(new[] { ENetEventType.Connect, ENetEventType.Receive }));
        Assert.That(remote.Got(WireKind.Acknowledge).Single().U16(4), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "REL-050, REL-051, REL-016, HSK-045")]
    public void Behaviour_15_the_first_ping_leaves_at_once_together_with_the_acknowledgement_of_verify_connect()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        remote.BeAsked();
        remote.Accept();
        SeenDatagram answer = remote.Received[^1];
        Assert.That(answer.Kinds, Is.EqualTo(new[] { WireKind.Acknowledge, WireKind.Ping }));
        Assert.That(answer.Length, Is.EqualTo(16));
        Assert.That(host.Events.Single(), Is.EqualTo(host.Events[0] with { Type = ENetEventType.Connect, Data = 0 }), "the asking side gets no data");
    }

    [Test]
    [Property("Requirement", "FLW-060, FLW-070, FLW-072, CMD-100")]
    public void Behaviour_16_both_sides_announce_their_bandwidths_about_a_second_after_connecting_even_unlimited_ones()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        long startMs = world.NowMs;
        world.Connect(client, server);
        world.Run(5_000);
        foreach (VirtualHost host in world.Hosts)
        {
            SeenDatagram[] announcements = world.Network.From(host).Where(datagram => datagram.Of(WireKind.Bandwidth).Any()).ToArray();
            Assert.That(announcements, Has.Length.EqualTo(1), "once, while nothing changes");
            Assert.That(announcements[0].AtMs - startMs, Is.InRange(1_000, 1_100));
            SeenCommand limit = announcements[0].Of(WireKind.Bandwidth).Single();
            Assert.That((limit.First, limit.Channel, limit.U32(4), limit.U32(8)), Is.EqualTo(((byte)0x8A, (byte)0xFF, 0u, 0u)));
        }

        client.Core.SetBandwidthLimit(0, 70_000);
        world.Run(2_000);
        SeenCommand changed = world.Network.From(client).SelectMany(datagram => datagram.Of(WireKind.Bandwidth)).Last();
        Assert.That(changed.U32(8), Is.EqualTo(70_000), "a change is announced");
    }

    [Test]
    [Property("Requirement", "HSK-005, HSK-023, HSK-002")]
    public void Behaviour_17_session_ids_move_on_from_one_connection_of_a_slot_to_the_next()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", Doors.AsNative);
        VirtualHost client = world.AddHost("client", Doors.AsNative);
        var sessions = new List<(int, int)>();
        for (int round = 0; round < 5; round++)
        {
            VirtualPair connection = world.Connect(client, server);
            Assert.That((connection.ClientPeer.Slot, connection.ServerPeer.Slot), Is.EqualTo((0, 0)), "the lowest free slot");
            Assert.That(connection.ServerPeer.Owner, Is.Null, "a new connection is a new object");
            connection.ServerPeer.Owner = world;
            Assert.That(connection.ClientPeer.OutgoingSessionId, Is.EqualTo(connection.ServerPeer.IncomingSessionId));
            Assert.That(connection.ClientPeer.IncomingSessionId, Is.EqualTo(connection.ServerPeer.OutgoingSessionId));
            sessions.Add((connection.ServerPeer.IncomingSessionId, connection.ServerPeer.OutgoingSessionId));
            connection.ClientPeer.Disconnect(0);
            world.Run(500);
        }

        // 0xFF and 1 make 0; then each is one more than the last, and no session follows itself.
        Assert.That(sessions, Is.EqualTo(new[] { (0, 0), (1, 1), (2, 2), (3, 3), (0, 0) }));
    }

    [TestCase(0xFF, 0xFF, 0, 0)]
    [TestCase(0, 0, 1, 1)]
    [TestCase(3, 2, 0, 3)]
    [TestCase(0xFE, 0x11, 3, 2)]
    [Property("Requirement", "HSK-023, LIM-020")]
    public void Behaviour_17_a_session_moves_on_by_one_and_wraps_at_four(int incoming, int outgoing, int agreedIncoming, int agreedOutgoing)
    {
        using var world = new VirtualWorld();
        WirePeer client = world.AddWirePeer(world.AddHost("server", Doors.AsNative));
        var verify = WireProposal.Of(client.Ask(new WireProposal { IncomingSession = incoming, OutgoingSession = outgoing }));
        Assert.That((verify.IncomingSession, verify.OutgoingSession), Is.EqualTo((agreedIncoming, agreedOutgoing)));
    }

    [Test]
    [Property("Requirement", "DEV-018, HSK-014, DIS-040, REL-030")]
    public void Behaviour_18_connecting_to_a_silent_port_asks_every_second_and_ends_when_the_option_says()
    {
        using var world = new VirtualWorld();
        VirtualHost client = world.AddHost("client", new HostOptions { ConnectTimeoutMs = 10_000 });
        long startMs = world.NowMs;
        client.Core.Connect(world.NowUs, VirtualWorld.AddressOf(99), 1, 0);
        world.Run(60_000);
        Assert.That(world.Network.From(client).Select(datagram => datagram.AtMs - startMs),
            Is.EqualTo(new[] { 0, 500, 1500, 2500, 3500, 4500, 5500, 6500, 7500, 8500, 9500 }));
        SeenEvent e = client.Events.Single();
        Assert.That((e.Type, e.Reason, e.Data, e.AtMs - startMs), Is.EqualTo((ENetEventType.Disconnect, ENetDisconnectReason.Timeout, 0u, 10_500L)));

        using var native = new VirtualWorld();
        VirtualHost patient = native.AddHost("patient", new HostOptions { Quirks = NativeQuirks.ConnectBacksOff });
        startMs = native.NowMs;
        patient.Core.Connect(native.NowUs, VirtualWorld.AddressOf(99), 1, 0);
        native.Run(60_000);
        Assert.That(native.Network.From(patient).Select(datagram => datagram.AtMs - startMs), Is.EqualTo(new[] { 0, 500, 1500, 3500, 7500, 15_500 }), "what native does");
        Assert.That(patient.Events.Single().AtMs - startMs, Is.EqualTo(31_500));
    }

    [Test]
    [Property("Requirement", "HSK-004, REL-034, REL-052, FLW-020")]
    public void Behaviour_20_time_outs_pings_and_throttle_belong_to_one_connection()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        VirtualPair first = world.Connect(client, server);
        Connection peer = first.ServerPeer;
        peer.SetTimeout(8, 1_000, 2_000);
        peer.SetPingInterval(100);
        peer.ConfigureThrottle(100, 5, 6);
        world.Run(100);
        Assert.That((first.ClientPeer.PacketThrottleIntervalMs, first.ClientPeer.PacketThrottleAcceleration), Is.EqualTo((100u, 5u)), "the throttle of both sides");
        first.ClientPeer.Disconnect(0);
        world.Run(1_000);

        VirtualPair second = world.Connect(client, server);
        Assert.That(second.ServerPeer, Is.Not.SameAs(peer));
        Assert.That((peer.TimeoutLimit, peer.PingIntervalMs, peer.State), Is.EqualTo((8u, 100u, ENetPeerState.Disconnected)), "what was stays readable");
        peer = second.ServerPeer;
        Assert.That((peer.TimeoutLimit, peer.TimeoutMinimumMs, peer.TimeoutMaximumMs), Is.EqualTo((32u, 5_000u, 30_000u)));
        Assert.That(peer.PingIntervalMs, Is.EqualTo(500));
        Assert.That((peer.PacketThrottleIntervalMs, peer.PacketThrottleAcceleration, peer.PacketThrottleDeceleration), Is.EqualTo((5_000u, 2u, 2u)));
        Assert.That((peer.PacketThrottle, peer.PacketThrottleLimit), Is.EqualTo((32u, 32u)));

        peer.SetTimeout(8, 1_000, 2_000);
        peer.SetTimeout(0, 0, 0);
        peer.SetPingInterval(0);
        Assert.That((peer.TimeoutLimit, peer.TimeoutMinimumMs, peer.TimeoutMaximumMs, peer.PingIntervalMs), Is.EqualTo((32u, 5_000u, 30_000u, 500u)), "0 is the default");
    }
}
