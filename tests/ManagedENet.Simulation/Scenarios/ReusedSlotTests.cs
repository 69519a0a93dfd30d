using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

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
}
