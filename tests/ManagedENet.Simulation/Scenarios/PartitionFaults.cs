using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>A line that is cut, in one direction or in both, at the wrong moment.</summary>
[TestFixture]
internal sealed class PartitionFaults
{
    [Test]
    [Property("Requirement", "REL-033, DIS-030, DIS-040")]
    public void F6_a_cut_in_one_direction_heals_when_it_is_short_and_ends_both_sides_when_it_is_long([Values] bool fromClient, [Values(1_000, 3_000, 60_000)] int ms)
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 20 }, out VirtualPair connection);
        world.Run(2_000);
        (Flow up, Flow down) = Flow.Between(connection);
        NetworkImpairment link = fromClient ? world.Network.Link(connection.Client, connection.Server) : world.Network.Link(connection.Server, connection.Client);
        link.Options = link.Options with { IsCut = true };
        long startMs = world.NowMs;
        for (int at = 0; at < ms; at += 50)
        {
            if (connection.ClientPeer.State == ENetPeerState.Connected) up.Send(0, StampKind.Reliable);
            if (connection.ServerPeer.State == ENetPeerState.Connected) down.Send(0, StampKind.Reliable);
            world.Run(50);
        }

        link.Options = link.Options with { IsCut = false };
        world.Run(5_000);
        if (ms < 5_000)
        {
            Assert.That(up.IsComplete && down.IsComplete, Is.True, "shorter ones heal without loss");
            return;
        }

        foreach (VirtualHost host in world.Hosts)
        {
            SeenEvent end = host.Of(ENetEventType.Disconnect).Single();
            Assert.That((end.Reason, end.AtMs - startMs), Is.EqualTo((ENetDisconnectReason.Timeout, end.AtMs - startMs)));
            Assert.That(end.AtMs - startMs, Is.InRange(5_000, 31_000), host.Name);
        }
    }

    [Test]
    [Property("Requirement", "DIS-004, DIS-030, HSK-014, HSK-030")]
    public void F7_a_cut_during_connect_or_disconnect_leaves_one_event_on_each_side_and_no_slot_taken(
        [Values("connect", "disconnect", "disconnect later")] string moment, [Range(0, 100, 10)] int afterMs, [Values(500, 60_000)] int forMs)
    {
        using var world = new VirtualWorld();
        world.Network.DefaultLink = world.Network.DefaultLink with { DelayMs = 20 };
        VirtualHost client = world.AddHost("client");
        VirtualHost server = world.AddHost("server");
        Connection peer;
        if (moment == "connect")
        {
            peer = client.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        }
        else
        {
            peer = world.Connect(client, server).ClientPeer;
            world.Run(2_000);
            peer.Send(0, new byte[5_000], ENetPacketFlags.Reliable);
            if (moment == "disconnect") peer.Disconnect(1);
            else peer.DisconnectLater(1);
        }

        world.Run(afterMs);
        world.Network.ChangeAll(link => link with { IsCut = true });
        world.Run(forMs);
        world.Network.ChangeAll(link => link with { IsCut = false });
        world.Run(70_000);
        if (moment == "connect" && peer.State == ENetPeerState.Connected)
        {
            Assert.That(server.Core.ConnectedPeers, Is.EqualTo(1), "both or none");
            peer.Disconnect(0);
            world.Run(1_000);
        }

        foreach (VirtualHost host in world.Hosts)
        {
            int connects = host.Of(ENetEventType.Connect).Count();
            int ends = host.Of(ENetEventType.Disconnect).Count();
            Assert.That((connects, ends), Is.EqualTo((1, 1)).Or.EqualTo((0, host == client ? 1 : 0)), host.Name);
            Assert.That(VirtualWorld.PeersOf(host).All(each => each.State == ENetPeerState.Disconnected), Is.True, "no zombie is left");
            VirtualWorld.AssertNothingIsHeld(host);
        }
    }
}
