using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Behaviours;

/// <summary>Behaviours 53 to 57, 67 and 68: how a connection ends.</summary>
[TestFixture]
internal sealed class LeavingBehaviours
{
    internal enum Leaving
    {
        Plain,
        Now,
        Later,
    }

    [Test]
    [Property("Requirement", "DEV-053, DIS-022, DIS-023, DIS-010, DIS-013")]
    public void Behaviour_53_what_was_received_before_a_disconnect_is_delivered_before_it([Values] bool asNative, [Values] Leaving way)
    {
        using var world = new VirtualWorld();
        NativeQuirks quirks = asNative ? NativeQuirks.DisconnectDropsReceived : NativeQuirks.None;
        VirtualHost server = world.AddHost("server", new HostOptions { Quirks = quirks });
        VirtualPair connection = world.Connect(world.AddHost("client"), server);
        server.ClearEvents();
        for (int i = 0; i < 10; i++) connection.ClientPeer.Send(0, [(byte)i], ENetPacketFlags.Reliable);
        connection.Client.Flush();
        switch (way)
        {
            case Leaving.Plain:
                connection.ClientPeer.Disconnect(5);
                break;
            case Leaving.Now:
                connection.Client.DisconnectNow(connection.ClientPeer, 5);
                break;
            default:
                connection.ClientPeer.DisconnectLater(5);
                break;
        }

        world.Run(200);
        int expected = asNative && way != Leaving.Later ? 0 : 10;
        Assert.That(server.Events.Take(server.Events.Count - 1).Select(e => e.Payload), Is.EqualTo(Enumerable.Range(0, expected).Select(i => new[] { (byte)i })));
        Assert.That((server.Events[^1].Type, server.Events[^1].Data), Is.EqualTo((ENetEventType.Disconnect, 5u)));
        Assert.That(connection.ServerPeer.State, Is.EqualTo(ENetPeerState.Disconnected));
    }

    [Test]
    [Property("Requirement", "DEV-053, DIS-023, FRG-017")]
    public void Behaviour_53_what_is_held_behind_a_gap_or_incomplete_goes_with_the_connection()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Reliable(0, 2, 2).Unreliable(0, 2, 1, 21).Fragment(1, 1, 0, 2, 2, 0, 1).Disconnect(5, 9));
        Assert.That(scene.Host.Events.Select(e => e.Type), Is.EqualTo(new[] { ENetEventType.Disconnect }));
        VirtualWorld.AssertNothingIsHeld(scene.Host);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "DIS-014, HSK-050, DEV-054")]
    public void Behaviour_54_in_disconnect_later_data_is_acknowledged_and_delivered_which_native_drops(bool asNative)
    {
        using var scene = Scene.Served(new HostOptions { Quirks = asNative ? NativeQuirks.LeavingDropsReceived : NativeQuirks.None });
        scene.Remote.AcknowledgesAll = false;
        scene.Send(1, ENetPacketFlags.Reliable);
        scene.Peer.DisconnectLater(3);
        scene.World.Settle();
        Assert.That(scene.Peer.State, Is.EqualTo(ENetPeerState.DisconnectLater));
        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Reliable(0, 1, 1, 2, 3, 4, 5).Unreliable(0, 1, 1, 6).Unsequenced(0, 1, 7).Ping(2));
        Assert.That(remote.Got(WireKind.Acknowledge).Select(command => (command.Channel, command.U16(4))), Is.EqualTo(new[] { ((byte)0, (ushort)1), ((byte)0xFF, (ushort)2) }));
        remote.Forget();
        remote.Send(remote.Datagram().Fragment(1, 1, 0, 2, 2_000, 0, new byte[1_000]));
        remote.Send(remote.Datagram().Fragment(1, 1, 1, 2, 2_000, 1_000, new byte[1_000]));
        remote.Send(remote.Datagram().UnreliableFragment(1, 2, 1, 0, 1, 5, 0, new byte[5]));
        Assert.That(remote.Got(WireKind.Acknowledge).Count(), Is.EqualTo(asNative ? 0 : 2), "native does not even acknowledge what would begin a packet in parts");
        Assert.That(scene.Host.Payloads.Select(payload => payload.Length), Is.EqualTo(asNative ? [] : new[] { 5, 1, 1, 2_000, 5 }));
        Assert.That(remote.Got(WireKind.Ping), Is.Empty, "and no PING is sent");
    }

    [Test]
    [Property("Requirement", "DIS-010, DIS-011, DIS-002, CHN-001, REL-053")]
    public void Behaviour_55_sending_fails_in_disconnect_later_and_with_nothing_pending_it_is_a_disconnect()
    {
        using var scene = Scene.Served();
        scene.Remote.AcknowledgesAll = false;
        scene.Send(1, ENetPacketFlags.Reliable);
        scene.Peer.DisconnectLater(3);
        Assert.That(scene.Send(1, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.NotConnected));
        scene.Peer.Ping();
        scene.World.Settle();
        Assert.That(scene.Remote.Commands.Select(command => command.Kind), Is.EqualTo(new[] { WireKind.Reliable }), "the wish for a ping is ignored, and DISCONNECT waits");
        scene.Remote.Send(scene.Remote.DatagramWithoutTime().Acknowledge(0, 1, scene.World.WireTime));
        SeenCommand goodbye = scene.Remote.Commands.Last();
        Assert.That((goodbye.First, goodbye.U32(4)), Is.EqualTo(((byte)0x84, 3u)));

        using var idle = Scene.Served();
        idle.Peer.DisconnectLater(4);
        Assert.That(idle.Peer.State, Is.EqualTo(ENetPeerState.Disconnecting));
        idle.World.Settle();
        Assert.That(idle.Remote.Got(WireKind.Disconnect).Single().U32(4), Is.EqualTo(4));

        using var unreliable = Scene.Served();
        unreliable.Send(1, ENetPacketFlags.None);
        unreliable.Peer.DisconnectLater(6);
        unreliable.World.Settle();
        Assert.That(unreliable.Remote.Commands.Select(command => command.Kind), Is.EqualTo(new[] { WireKind.Unreliable, WireKind.Disconnect }), "as soon as the last packet has left");
    }

    [Test]
    [Property("Requirement", "DIS-004, DIS-020, DIS-021, DIS-025, DIS-040, CMD-040")]
    public void Behaviour_56_the_event_of_a_disconnect_has_the_other_side_s_data_and_none_for_the_one_who_left()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        VirtualPair connection = world.Connect(client, server);
        connection.ClientPeer.Disconnect(0xDEAD_BEEF);
        world.Run(200);
        Assert.That(End(server), Is.EqualTo((ENetDisconnectReason.Remote, 0xDEAD_BEEF)));
        Assert.That(End(client), Is.EqualTo((ENetDisconnectReason.Local, 0u)));

        // Both at once: each is told the other's data.
        connection = world.Connect(client, server);
        connection.ClientPeer.Disconnect(1);
        connection.ServerPeer.Disconnect(2);
        world.Run(200);
        Assert.That(End(server), Is.EqualTo((ENetDisconnectReason.Remote, 1u)));
        Assert.That(End(client), Is.EqualTo((ENetDisconnectReason.Remote, 2u)));

        static (ENetDisconnectReason, uint) End(VirtualHost host)
        {
            SeenEvent e = host.Of(ENetEventType.Disconnect).Last();
            return (e.Reason, e.Data);
        }
    }

    [Test]
    [Property("Requirement", "HSK-046, DIS-021")]
    public void Behaviour_57_events_that_nobody_takes_wait_for_the_one_who_comes()
    {
        using var scene = Scene.Served();
        scene.Host.TakesEvents = false;
        scene.Remote.Send(scene.Remote.Datagram().Disconnect(9, 77));
        Assert.That(scene.Peer.State, Is.EqualTo(ENetPeerState.Zombie), "over, and the event is not taken");
        scene.World.Run(1_000);
        scene.Remote.Forget();
        scene.Remote.Send(scene.Remote.Datagram().Ping(10));
        Assert.That(scene.Remote.Received, Is.Empty, "a zombie hears nothing");
        Assert.That(scene.Host.Core.TryTakeEvent(out ConnectionEvent e), Is.True);
        Assert.That((e.Type, e.Data, scene.Peer.State), Is.EqualTo((ENetEventType.Disconnect, 77u, ENetPeerState.Disconnected)));
    }

    [Test]
    [Property("Requirement", "HSK-046, HSK-028, HSK-045")]
    public void Behaviour_57_a_connection_counts_as_connected_as_soon_as_its_event_is_there()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        remote.Ask(new WireProposal { Data = 0xCAFE });
        host.Core.HandleDatagram(world.NowUs, remote.Address, remote.Datagram().Acknowledge(WireDatagram.Control, 1, world.WireTime).Reliable(0, 1, 1).Bytes);
        Assert.That(host.Core.HasRaisedEvent, Is.True);
        Assert.That(host.Peer().State, Is.EqualTo(ENetPeerState.Connected), "data behind the acknowledgement is not lost while the event waits");
        world.Settle();
        Assert.That(host.Events.Select(e => (e.Type, e.Data)), Is.EqualTo(new[] { (ENetEventType.Connect, 0xCAFEu), (ENetEventType.Receive, 0u) }));
    }

    [Test]
    [Property("Requirement", "DEV-067, DIS-005, DIS-001")]
    public void Behaviour_67_a_client_that_leaves_in_its_connect_event_is_through_in_one_round_trip([Values] bool clientAsNative, [Values] bool serverAsNative)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { Quirks = serverAsNative ? NativeQuirks.AdmitsUnproved | NativeQuirks.HalfOpenGoodbyeIsUnanswered : NativeQuirks.AdmitsUnproved });
        VirtualHost client = world.AddHost("client", new HostOptions { Quirks = clientAsNative ? NativeQuirks.DisconnectDropsAcknowledgements : NativeQuirks.None });
        client.OnEvent = e =>
        {
            if (e.Type == ENetEventType.Connect) e.Connection.Disconnect(7);
        };
        Connection peer = client.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        long startMs = world.NowMs;
        world.Run(60_000);
        long tookMs = client.Of(ENetEventType.Disconnect).Single().AtMs - startMs;
        bool hangs = clientAsNative && serverAsNative;
        Assert.That(tookMs, hangs ? Is.GreaterThan(5_000) : Is.EqualTo(40), "two round trips of 20 ms: one to connect, one to leave");
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Disconnected));
        Assert.That(server.Events.Select(e => e.Type), Is.EqualTo(clientAsNative ? [] : new[] { ENetEventType.Connect, ENetEventType.Disconnect }),
            "a connection that was never proved is none to the application");
    }

    [Test]
    [Property("Requirement", "DEV-068, HSK-041, HSK-040")]
    public void Behaviour_68_a_verify_connect_of_another_attempt_is_ignored([Values] bool asNative)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = asNative ? NativeQuirks.ForeignVerifyEndsAttempt : NativeQuirks.None });
        WirePeer remote = world.AddWirePeer(host);
        remote.BeAsked().Reset();
        WireProposal late = remote.Answer();
        Connection peer = remote.BeAsked();
        WireProposal current = remote.Answer();
        Assert.That(current.ConnectId, Is.Not.EqualTo(late.ConnectId));
        remote.Accept(late);
        if (asNative)
        {
            Assert.That(host.Events.Single().Type, Is.EqualTo(ENetEventType.Disconnect));
            return;
        }

        Assert.That(host.Core.Counters[DropReason.ForeignVerify], Is.EqualTo(1));
        Assert.That((peer.State, host.Events.Count), Is.EqualTo((ENetPeerState.Connecting, 0)));
        remote.Accept(current);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));

        // A repeated one changes nothing and is acknowledged again.
        remote.Forget();
        remote.Send(remote.Datagram().Verify(current with { Channels = 1, Mtu = 600 }));
        Assert.That((peer.ChannelCount, peer.MtuBytes), Is.EqualTo((2, 1_392)));
        Assert.That(remote.Got(WireKind.Acknowledge).Single().U16(4), Is.EqualTo(1));
    }
}
