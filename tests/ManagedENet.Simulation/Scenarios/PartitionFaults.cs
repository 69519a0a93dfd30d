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

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "DGM-015, DIS-030, HSK-014")]
    public void F8_a_translator_that_forgets_the_client_ends_the_connection_at_both_ends_and_it_connects_anew(bool isByPort)
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 20 }, out VirtualPair connection);
        world.Run(2_000);
        ENetAddress before = connection.Client.Address;
        ENetAddress after = isByPort ? ENetAddress.FromIPv4(before.IPv4, (ushort)(before.Port + 1_000)) : VirtualWorld.AddressOf(200);
        connection.Client.Address = after;
        world.Network.Move(connection.Client, before);
        long startMs = world.NowMs;
        for (int at = 0; at < 10_000; at += 50)
        {
            if (connection.ClientPeer.State == ENetPeerState.Connected) connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
            if (connection.ServerPeer.State == ENetPeerState.Connected) connection.ServerPeer.Send(0, [2], ENetPacketFlags.Reliable);
            world.Run(50);
        }

        world.Run(25_000);
        Assert.That(connection.Server.Core.Counters[DropReason.WrongAddress], Is.GreaterThan(0), "what comes from elsewhere is counted");
        foreach (VirtualHost host in world.Hosts)
        {
            SeenEvent end = host.Of(ENetEventType.Disconnect).Single();
            Assert.That((end.Reason, end.AtMs - startMs <= 31_000), Is.EqualTo((ENetDisconnectReason.Timeout, true)), host.Name);
            Assert.That(host.Payloads.Select(payload => payload[0]).Distinct().Count(), Is.LessThanOrEqualTo(1));
        }

        VirtualPair again = world.Connect(connection.Client, connection.Server);
        Assert.That(again.ServerPeer.Address, Is.EqualTo(after));
    }
}
