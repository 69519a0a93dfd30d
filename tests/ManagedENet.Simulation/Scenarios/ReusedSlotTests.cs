using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>A slot is free as soon as its connection is over, also while the event of the end waits: events name connections, not slots.</summary>
[TestFixture]
internal sealed class ReusedSlotTests
{
    [Test]
    [Property("Requirement", "DIS-004, HSK-002, HSK-004")]
    public void The_event_of_an_end_names_the_connection_that_ended_although_a_CONNECT_has_taken_its_slot_since([Values] bool givenUp)
    {
        using var scene = Scene.Served(new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, PeerLimit = 1 });
        WirePeer newcomer = scene.World.AddWirePeer(scene.Host);
        Connection old = scene.Peer;
        object owner = old.Owner = new object();
        scene.Remote.AcknowledgesAll = false;
        scene.Host.IsPaused = true;
        if (givenUp)
        {
            old.SetTimeout(1, 1, 1);
            scene.Send(1, ENetPacketFlags.Reliable);
            scene.Host.Flush();
            scene.World.Jump(5_000);
            scene.Host.Core.BeginSendPass(scene.World.NowUs, checkTimeouts: true);
            while (scene.Host.Core.TryWriteDatagram(new byte[4_096], out _, out _, out _))
            {
            }
        }
        else
        {
            old.Disconnect(1);
            scene.Host.Flush();
            scene.Host.Core.HandleDatagram(scene.World.NowUs, scene.Remote.Address, scene.Remote.DatagramWithoutTime().Acknowledge(WireDatagram.Control, old.Outbox.ControlSequence, scene.World.WireTime).Bytes);
        }

        Assert.That((old.State, scene.Host.Core.RaisedEvents), Is.EqualTo((ENetPeerState.Disconnected, 1)), "the event is still to come");
        scene.Host.Core.HandleDatagram(scene.World.NowUs, newcomer.Address, WireDatagram.ToStranger().Connect(new WireProposal { ConnectId = 99 }).Bytes);
        Connection young = scene.Host.Peer();
        Assert.That((young.Slot, young.ConnectId), Is.EqualTo((old.Slot, 99u)), "in the very slot");
        Assert.That(scene.Host.Core.TryTakeEvent(out ConnectionEvent e), Is.True);
        Assert.That((e.Type, e.Connection, e.Connection.Owner), Is.EqualTo((ENetEventType.Disconnect, old, owner)));
        Assert.That((young.State, young.Owner), Is.EqualTo((ENetPeerState.AcknowledgingConnect, (object?)null)), "and the young one knows nothing of it");
    }

    [Test]
    [Property("Requirement", "DIS-004, HSK-002, HSK-004")]
    public void Connecting_inside_an_event_may_take_the_slot_of_an_end_that_is_still_to_be_told()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        VirtualHost other = world.AddHost("other");
        WirePeer[] remotes = [world.AddWirePeer(host), world.AddWirePeer(host)];
        Connection[] old = [.. remotes.Select((remote, i) => remote.Connect(new WireProposal { ConnectId = (uint)i + 1 }))];
        host.ClearEvents();
        var told = new List<Connection>();
        Connection? young = null;
        host.OnEvent = e =>
        {
            if (e.Type == ENetEventType.Disconnect) told.Add(e.Connection);
            young ??= host.Core.Connect(world.NowUs, other.Address, 1, 0);
        };
        foreach (Connection peer in old) peer.Disconnect(0);
        host.Flush();
        for (int i = 0; i < 2; i++)
        {
            host.Core.HandleDatagram(world.NowUs, remotes[i].Address, remotes[i].DatagramWithoutTime().Acknowledge(WireDatagram.Control, old[i].Outbox.ControlSequence, world.WireTime).Bytes);
        }

        Assert.That(host.Core.RaisedEvents, Is.EqualTo(2));
        world.Run(1_000);
        Assert.That(told, Is.EqualTo(old));
        Assert.That((young!.Slot, young.State), Is.EqualTo((0, ENetPeerState.Connected)), "in the slot of the first, and untouched by the event of the second");
    }

    [Test]
    [Property("Requirement", "HSK-046, DIS-018, HSK-004")]
    public void The_event_of_a_beginning_names_its_connection_although_another_sits_in_the_slot_by_then()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, PeerLimit = 1 });
        WirePeer first = world.AddWirePeer(host), second = world.AddWirePeer(host);
        first.Ask();
        host.IsPaused = true;
        host.Core.HandleDatagram(world.NowUs, first.Address, first.Datagram().Acknowledge(WireDatagram.Control, 1, world.WireTime).Bytes);
        Connection old = host.Peer();
        Assert.That(host.Core.HasRaisedEvent, Is.True);
        old.Reset();
        host.Core.HandleDatagram(world.NowUs, second.Address, WireDatagram.ToStranger().Connect(new WireProposal { ConnectId = 99 }).Bytes);
        Assert.That(host.Core.TryTakeEvent(out ConnectionEvent e), Is.True);
        Assert.That((e.Type, e.Connection), Is.EqualTo((ENetEventType.Connect, old)));
        Assert.That(host.Peer(), Is.Not.SameAs(old));
    }

    [Test]
    [Property("Requirement", "ADM-001, HSK-023")]
    public void F16_what_is_late_of_a_connection_misses_the_next_one_of_the_same_slot() => Seeds.Each(200, seed =>
    {
        using var world = new VirtualWorld(seed);
        VirtualHost server = world.AddHost("server"), client = world.AddHost("client");
        VirtualPair old = world.Connect(client, server);
        // A packet that is under way for half a second, while its connection ends and another begins.
        world.Network.Link(server, client).Options = world.Network.Link(server, client).Options with { DelayMs = 500 };
        old.ServerPeer.Send(0, [1], ENetPacketFlags.Unsequenced);
        world.Settle();
        world.Network.Link(server, client).Options = world.Network.Link(server, client).Options with { DelayMs = 10 };
        client.DisconnectNow(old.ClientPeer, 0);
        world.Run(50);
        VirtualPair young = world.Connect(client, server);
        Assert.That(young.ClientPeer.Slot, Is.EqualTo(old.ClientPeer.Slot));
        world.Run(1_000);
        Assert.That(client.Payloads, Is.Empty);
    });

    [Test]
    [Property("Requirement", "ADM-001, HSK-047")]
    public void A_refusal_that_is_late_ends_no_connection_that_the_next_answer_to_the_same_attempt_has_made() => Seeds.Each(200, seed =>
    {
        using var world = new VirtualWorld(seed);
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = 1 }), first = world.AddHost("first"), second = world.AddHost("second");
        VirtualPair only = world.Connect(first, server);
        world.Network.Link(server, second).Options = new NetworkImpairmentOptions { DelayMs = 3_000 };
        Connection peer = second.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        world.Run(50);
        Assert.That(server.Core.Counters[DropReason.HostFull], Is.EqualTo(1), "the refusal is under way");
        world.Network.Link(server, second).Options = new NetworkImpairmentOptions { DelayMs = 10 };
        only.ServerPeer.Reset();
        Assert.That(world.RunUntil(() => peer.State == ENetPeerState.Connected, 2_500), Is.True, "there is room when it asks again");
        world.Run(20_000);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
    });

    [Test]
    [Property("Requirement", "ADM-028")]
    public void A_refusal_of_an_attempt_that_was_given_up_does_not_end_the_next_attempt_in_the_same_slot() => Seeds.Each(200, seed =>
    {
        using var world = new VirtualWorld(seed);
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = 1 }), first = world.AddHost("first"), second = world.AddHost("second");
        VirtualPair only = world.Connect(first, server);
        world.Network.Link(server, second).Options = new NetworkImpairmentOptions { DelayMs = 300 };
        Connection old = second.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        world.Run(50);
        Assert.That(server.Core.Counters[DropReason.HostFull], Is.EqualTo(1), "the refusal is under way");
        second.DisconnectNow(old, 0);
        only.ServerPeer.Reset();
        Connection young = second.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        Assert.That(young.Slot, Is.EqualTo(old.Slot));
        Assert.That(world.RunUntil(() => young.State == ENetPeerState.Connected, 5_000), Is.True, $"{young.State}");
    });

    [Test]
    [Property("Requirement", "ADM-009")]
    public void F16_a_proof_that_is_late_does_not_end_the_connection_of_a_client_that_was_restarted_since() => Seeds.Each(200, seed =>
    {
        using var world = new VirtualWorld(seed);
        VirtualHost server = world.AddHost("server"), client = world.AddHost("client");
        Connection old = client.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        world.Run(15);
        world.Network.Link(client, server).Options = new NetworkImpairmentOptions { DelayMs = 2_000 };
        Assert.That(world.RunUntil(() => old.State == ENetPeerState.Connected, 500), Is.True);
        world.Run(10);
        world.Network.Link(client, server).Options = new NetworkImpairmentOptions { DelayMs = 10 };
        client.Restart(client.Core.Options, seed);
        VirtualPair young = world.Connect(client, server);
        Assert.That(young.ClientPeer.Slot, Is.EqualTo(old.Slot));
        world.Run(3_000);
        Assert.That((young.ClientPeer.State, young.ServerPeer.State, server.Core.Counters[DropReason.DuplicateConnect]), Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected, 1)));
    });

    [Test]
    [Property("Requirement", "ADM-001")]
    public void F16_what_is_late_of_a_connection_that_the_server_has_ended_misses_the_client_that_was_restarted_since([Values] bool goodbye) => Seeds.Each(200, seed =>
    {
        using var world = new VirtualWorld(seed);
        VirtualHost server = world.AddHost("server"), client = world.AddHost("client");
        VirtualPair old = world.Connect(client, server);
        world.Network.Link(server, client).Options = new NetworkImpairmentOptions { DelayMs = 500 };
        old.ServerPeer.Send(0, [1], ENetPacketFlags.Unsequenced);
        world.Run(20);
        if (goodbye) server.DisconnectNow(old.ServerPeer, 0);
        else old.ServerPeer.Reset();
        world.Run(20);
        world.Network.Link(server, client).Options = new NetworkImpairmentOptions { DelayMs = 10 };
        client.Restart(client.Core.Options, seed);
        VirtualPair young = world.Connect(client, server);
        Assert.That(young.ClientPeer.Slot, Is.EqualTo(old.ClientPeer.Slot));
        world.Run(1_000);
        Assert.That((client.Payloads.Count(), young.ClientPeer.State), Is.EqualTo((0, ENetPeerState.Connected)));
    });

    [Test]
    [Property("Requirement", "ADM-028")]
    public void A_goodbye_to_the_connection_before_does_not_end_the_attempt_that_waits_in_its_slot() => Seeds.Each(200, seed =>
    {
        using var world = new VirtualWorld(seed);
        VirtualHost server = world.AddHost("server"), client = world.AddHost("client");
        VirtualPair old = world.Connect(client, server);
        world.Network.Link(server, client).Options = new NetworkImpairmentOptions { DelayMs = 200 };
        old.ServerPeer.Disconnect(7);
        world.Run(50);
        world.Network.Link(client, server).Options = new NetworkImpairmentOptions { DelayMs = 500 };
        old.ClientPeer.Reset();
        Connection young = client.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        Assert.That(young.Slot, Is.EqualTo(old.ClientPeer.Slot));
        Assert.That(world.RunUntil(() => young.State == ENetPeerState.Connected, 5_000), Is.True, $"{young.State}, {client.Core.Counters[DropReason.WrongState]}");
        Assert.That(client.Core.Counters[DropReason.WrongState], Is.GreaterThan(0), "the goodbye has come");
    });

    [Test]
    [Property("Requirement", "ADM-001, ADM-009")]
    public void A_client_that_comes_and_goes_again_and_again_is_in_after_a_round_trip_each_time([Values] bool clientLeaves)
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server"), client = world.AddHost("client");
        for (int i = 0; i < 2_000; i++)
        {
            VirtualPair pair = world.Connect(client, server, limitMs: 100);
            (clientLeaves ? pair.ClientPeer : pair.ServerPeer).Disconnect(0);
            Assert.That(world.RunUntil(() => pair.ClientPeer.State == ENetPeerState.Disconnected && pair.ServerPeer.State == ENetPeerState.Disconnected, 100), Is.True, $"{i}");
        }
    }
}
