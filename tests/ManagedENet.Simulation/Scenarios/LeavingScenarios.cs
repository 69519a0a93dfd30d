using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>The four ways to leave, in every state.</summary>
[TestFixture]
internal sealed class LeavingScenarios
{
    [Test]
    [Property("Requirement", "DIS-001, DIS-002")]
    public void Disconnecting_drops_what_is_queued_and_says_so_until_it_is_acknowledged()
    {
        using var scene = Scene.Served();
        scene.Remote.AcknowledgesAll = false;
        scene.Send(100, ENetPacketFlags.Reliable);
        scene.Peer.Disconnect(0xAB);
        scene.Peer.Disconnect(0xCD);
        scene.World.Run(20);
        Assert.That(scene.Remote.Commands.Select(command => command.Kind).Distinct(), Is.EqualTo(new[] { WireKind.Disconnect }));
        Assert.That(scene.Remote.Got(WireKind.Disconnect).Select(command => (command.First, command.U32(4))).Distinct(), Is.EqualTo(new[] { ((byte)0x84, 0xABu) }), "a second wish changes nothing");
        Assert.That(scene.Remote.Received.Count, Is.GreaterThan(1), "it is repeated");
        SeenCommand goodbye = scene.Remote.Got(WireKind.Disconnect).First();
        scene.Remote.Send(scene.Remote.DatagramWithoutTime().Acknowledge(WireDatagram.Control, goodbye.Sequence, scene.World.WireTime));
        Assert.That(scene.Host.Events.Single().Reason, Is.EqualTo(ENetDisconnectReason.Local));
        VirtualWorld.AssertNothingIsHeld(scene.Host);
    }

    [Test]
    [Property("Requirement", "DIS-003")]
    public void Disconnecting_before_the_connection_is_complete_says_so_once_and_frees_the_slot_without_an_event([Values] bool asking)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        if (asking) remote.BeAsked();
        else remote.Ask();
        Connection peer = host.Peer();
        remote.Forget();
        peer.Disconnect(5);
        host.Flush();
        world.Run(10_000);
        Assert.That(remote.Commands.Select(command => (command.First, command.U32(4))), Is.EqualTo(new[] { ((byte)0x44, 5u) }));
        Assert.That((peer.State, host.Events.Count), Is.EqualTo((ENetPeerState.Disconnected, 0)));
        VirtualWorld.AssertNothingIsHeld(host);
    }

    [TestCase(true, false)]
    [TestCase(false, false)]
    [TestCase(false, true)]
    [Property("Requirement", "DIS-016, DIS-018")]
    public void Whoever_is_reset_or_left_at_once_before_its_beginning_was_told_is_not_heard_of(bool isReset, bool hasLeft)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer[] remotes = [world.AddWirePeer(host), world.AddWirePeer(host)];
        Connection[] asked = [.. remotes.Select(remote => remote.BeAsked())];
        host.IsPaused = true;
        foreach (WirePeer remote in remotes) host.Core.HandleDatagram(world.NowUs, remote.Address, remote.Datagram().Verify(remote.Answer()).Bytes);
        Assert.That((asked[1].State, host.Core.RaisedEvents), Is.EqualTo((ENetPeerState.Connected, 2)));
        if (hasLeft) host.Core.HandleDatagram(world.NowUs, remotes[0].Address, remotes[0].Datagram().DisconnectNow(400, 0).Bytes);
        if (isReset) asked[0].Dismiss();
        else host.DisconnectNow(asked[0], 1);
        host.IsPaused = false;
        world.Run(1_000);
        Assert.That(host.Events.Select(e => (e.Type, e.Slot)), Is.EqualTo(new[] { (ENetEventType.Connect, asked[1].Slot) }));
    }

    [Test]
    [Property("Requirement", "DIS-016, DIS-021")]
    public void Disconnecting_now_says_so_once_and_is_gone()
    {
        using var scene = Scene.Served();
        scene.Send(100, ENetPacketFlags.Reliable);
        scene.Host.DisconnectNow(scene.Peer, 6);
        Assert.That(scene.Peer.State, Is.EqualTo(ENetPeerState.Disconnected));
        scene.World.Run(10_000);
        Assert.That(scene.Remote.Commands.Select(command => (command.First, command.U32(4))), Is.EqualTo(new[] { ((byte)0x44, 6u) }));
        Assert.That(scene.Host.Events, Is.Empty);
        scene.Host.DisconnectNow(scene.Peer, 7);
        Assert.That(scene.Remote.Received, Has.Count.EqualTo(1), "nothing in DISCONNECTED");

        using var leaving = Scene.Served();
        leaving.Peer.Disconnect(1);
        leaving.Host.DisconnectNow(leaving.Peer, 2);
        leaving.World.Run(1_000);
        Assert.That((leaving.Remote.Received.Count, leaving.Host.Events.Count, leaving.Peer.State), Is.EqualTo((0, 0, ENetPeerState.Disconnected)), "in DISCONNECTING it only frees the slot");
    }

    [Test]
    [Property("Requirement", "DIS-018, DIS-019")]
    public void Resetting_a_peer_and_closing_a_host_say_nothing([Values] bool closing)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualPair connection = world.Connect(world.AddHost("client"), server);
        world.Run(2_000);
        connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
        connection.Client.ClearEvents();
        world.Network.ClearLog();
        if (closing) connection.Client.Core.Dispose();
        else connection.ClientPeer.Reset();
        world.Run(60_000);
        Assert.That(world.Network.From(connection.Client), Is.Empty);
        Assert.That(connection.Client.Events, Is.Empty);
        Assert.That(server.Events[^1].Reason, Is.EqualTo(ENetDisconnectReason.Timeout), "the other side finds out by itself");
    }

    [Test]
    [Property("Requirement", "HSK-030, HSK-031, DIS-030, DEV-067")]
    public void A_connection_that_ends_before_it_is_proved_ends_silently([Values("time-out", "goodbye", "acknowledged goodbye")] string way)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        remote.Ask();
        remote.Forget();
        if (way == "goodbye") remote.Send(remote.Datagram().DisconnectNow(2, 0));
        if (way == "acknowledged goodbye") remote.Send(remote.Datagram().Disconnect(2, 0));
        Assert.That(remote.Got(WireKind.Acknowledge).Select(command => command.U16(4)), Is.EqualTo(way == "acknowledged goodbye" ? new ushort[] { 2 } : []));
        if (way != "time-out") Assert.That(host.Peer().State, Is.EqualTo(ENetPeerState.Disconnected), "at once");
        world.Run(60_000);
        Assert.That((host.Peer().State, host.Events.Count), Is.EqualTo((ENetPeerState.Disconnected, 0)));
        VirtualWorld.AssertNothingIsHeld(host);
    }

    [Test]
    [Property("Requirement", "DIS-024, DIS-020")]
    public void A_repeated_goodbye_is_acknowledged_as_long_as_the_slot_knows_of_it()
    {
        using var scene = Scene.Served();
        scene.Remote.Send(scene.Remote.Datagram().Disconnect(5, 1).Disconnect(5, 1));
        Assert.That(scene.Remote.Got(WireKind.Acknowledge).Select(command => command.U16(4)), Is.EqualTo(new ushort[] { 5, 5 }));
        Assert.That(scene.Host.Events.Count, Is.EqualTo(1));
        scene.Remote.Forget();
        scene.Remote.Send(scene.Remote.Datagram().Disconnect(5, 1));
        Assert.That(scene.Remote.Received, Is.Empty, "afterwards nobody is there to answer");
        Assert.That(scene.Host.Core.Counters[DropReason.FreeSlot], Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "DIS-020, DGM-020, HSK-031")]
    public void A_goodbye_that_wants_an_answer_and_makes_it_impossible_frees_the_slot_all_the_same([Values] bool connected)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        if (connected) remote.Connect();
        else remote.Ask();
        host.ClearEvents();
        remote.Send(remote.DatagramWithoutTime().Disconnect(5, 9));
        Assert.That(host.Peer().State, Is.EqualTo(ENetPeerState.Disconnected));
        Assert.That(host.Events.Select(e => (e.Type, e.Data)), Is.EqualTo(connected ? new[] { (ENetEventType.Disconnect, 9u) } : []));
        Assert.That(remote.Got(WireKind.Acknowledge), Is.Empty);
    }

    [Test]
    [Property("Requirement", "DEV-053, DIS-023, DIS-030")]
    public void F12_what_waits_for_a_late_reader_is_delivered_before_it_hears_that_the_peer_was_given_up()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualPair connection = world.Connect(world.AddHost("client"), server);
        world.Run(2_000);
        server.ClearEvents();
        server.TakesEvents = false;
        for (int i = 0; i < 5; i++) connection.ClientPeer.Send(0, [(byte)i], ENetPacketFlags.Reliable);
        world.Run(100);
        connection.ClientPeer.Reset();
        connection.ServerPeer.Send(0, [9], ENetPacketFlags.Reliable);
        world.Run(60_000);
        Assert.That(connection.ServerPeer.State, Is.EqualTo(ENetPeerState.Zombie));
        server.TakesEvents = true;
        world.Settle();
        Assert.That(server.Payloads, Is.EqualTo(new byte[][] { [0], [1], [2], [3], [4] }));
        Assert.That((server.Events.Count, server.Events[^1].Reason), Is.EqualTo((6, ENetDisconnectReason.Timeout)));
    }

    [Test]
    [Property("Requirement", "DIS-013, FLW-040, FLW-072, DEV-080")]
    public void What_a_host_tells_everybody_does_not_keep_those_who_leave([Values] bool asNative, [Values("limit", "throttle", "others come and go")] string told)
    {
        using var world = new VirtualWorld();
        world.Network.DefaultLink = new() { DelayMs = 600 };
        VirtualHost server = world.AddHost("server", new HostOptions { Quirks = asNative ? NativeQuirks.TellsLeavingPeers : NativeQuirks.None });
        VirtualPair leaving = world.Connect(world.AddHost("leaving"), server);
        VirtualPair staying = world.Connect(world.AddHost("staying"), server);
        world.Run(5_000);
        leaving.ServerPeer.Send(0, [1], ENetPacketFlags.Reliable);
        leaving.ServerPeer.DisconnectLater(7);
        long startMs = world.NowMs;
        for (uint i = 1; i <= 60; i++)
        {
            if (told == "limit") server.Core.SetBandwidthLimit(0, i * 100_000);
            if (told == "throttle") leaving.ServerPeer.ConfigureThrottle(5_000, i, 2);
            if (told == "others come and go") Visit(world, server);
            world.Run(1_000);
        }

        SeenEvent? end = server.Of(ENetEventType.Disconnect).FirstOrDefault(e => e.Slot == leaving.ServerPeer.Slot);
        if (asNative) Assert.That(end, Is.Null, "native is still waiting");
        else Assert.That(end!.AtMs - startMs, Is.LessThan(2_500), "one round trip for the packet, one for the goodbye");
        Assert.That(staying.ServerPeer.State, Is.EqualTo(ENetPeerState.Connected));
        if (told == "limit") Assert.That(staying.ClientPeer.OutgoingBandwidth, Is.GreaterThan(5_000_000), "the others go on hearing of it");
    }

    // Whoever connects and ends makes the host announce its limits again.
    private static void Visit(VirtualWorld world, VirtualHost server)
    {
        WirePeer visitor = world.AddWirePeer(server);
        visitor.Connect();
        visitor.Send(visitor.DatagramWithoutTime().DisconnectNow(2, 0));
    }
}
