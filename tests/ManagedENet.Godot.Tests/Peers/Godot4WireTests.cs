using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>What a Godot 4 peer puts into ENet, seen by a bare host.</summary>
public sealed class Godot4WireTests
{
    [TestCase(0, 255)]
    [TestCase(6, 8)]
    public void A_client_asks_for_its_channels_and_says_its_id(int channelCount, int channels)
    {
        using var network = new GodotNetwork();
        ENetHost server = network.AddHost(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer client = network.AddPeer(network.Options(GodotWireVersion.Godot4, 0x1234_5678));
        client.CreateClient(GodotNetwork.ServerEndPoint, channelCount);
        ENetEvent e = network.Expect(server, ENetEventType.Connect);
        Assert.That(e.Data, Is.EqualTo(0x1234_5678));
        Assert.That(e.Peer.ChannelCount, Is.EqualTo(channels));
    }

    [TestCase(GodotTransferMode.Unreliable, 0, 1, ENetPacketFlags.Unsequenced)]
    [TestCase(GodotTransferMode.UnreliableOrdered, 3, 4, ENetPacketFlags.None)]
    [TestCase(GodotTransferMode.Reliable, 0, 0, ENetPacketFlags.Reliable)]
    public void A_packet_has_no_frame_and_its_channel(GodotTransferMode mode, int transferChannel, int channel, ENetPacketFlags flags)
    {
        using var network = new GodotNetwork();
        (ENetHost server, GodotMultiplayerPeer client, _) = Connect(network);
        client.TransferMode = mode;
        client.TransferChannel = transferChannel;
        client.PutPacket([0xAB, 0xCD]);
        ENetEvent e = network.Expect(server, ENetEventType.Receive);
        Assert.That((e.ChannelId, e.Packet.Flags, Convert.ToHexStringLower(e.Packet.Span)), Is.EqualTo(((byte)channel, flags, "abcd")));
        e.Packet.Dispose();
    }

    [Test]
    public void A_long_unreliable_packet_travels_in_unreliable_fragments_and_reads_as_ordered()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(GodotWireVersion.Godot4);
        GodotMultiplayerPeer client = network.AddClient(GodotWireVersion.Godot4, 77);
        client.Send(1, new byte[5000], GodotTransferMode.Unreliable);
        network.Until(() => server.AvailablePacketCount == 1, "the packet");
        Assert.That(server.PacketMode, Is.EqualTo(GodotTransferMode.UnreliableOrdered));
    }

    [Test]
    public void A_closed_client_says_goodbye_with_the_number_0()
    {
        using var network = new GodotNetwork();
        (ENetHost server, GodotMultiplayerPeer client, _) = Connect(network);
        client.Close();
        ENetEvent e = network.Expect(server, ENetEventType.Disconnect);
        Assert.That((e.DisconnectReason, e.Data), Is.EqualTo((ENetDisconnectReason.Remote, 0u)));
    }

    [Test]
    public void A_client_takes_in_nobody()
    {
        using var network = new GodotNetwork();
        (_, GodotMultiplayerPeer client, _) = Connect(network);
        ENetHost stranger = network.AddHost();
        stranger.Connect(client.Host!.LocalEndPoint, 2, 5);
        network.Run(stranger);
        network.Steps(200);
        Assert.That(client.Peers, Is.EqualTo(new[] { 1 }));
        Assert.That(client.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Connected));
    }

    [Test]
    public void A_mesh_has_a_connection_for_every_member()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer[] members = Enumerable.Range(1, 3).Select(id =>
        {
            GodotMultiplayerPeer member = network.AddPeer(network.Options(GodotWireVersion.Godot4));
            member.CreateMesh(id * 10);
            return member;
        }).ToArray();
        Log log = Log.Of(members[0]);
        Join(network, members[0], members[1]);
        Join(network, members[0], members[2]);
        Join(network, members[1], members[2]);
        members[0].TargetPeer = -20;
        members[0].PutPacket([1]);
        members[1].TargetPeer = 0;
        members[1].PutPacket([2]);
        network.Steps(20);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(members[0].TakeAll(), Is.EqualTo(new[] { "20/0/Reliable: 02" }));
            Assert.That(members[1].TakeAll(), Is.Empty);
            Assert.That(members[2].TakeAll(), Is.EquivalentTo(new[] { "10/0/Reliable: 01", "20/0/Reliable: 02" }));
            Assert.That(members[0].IsServerRelaySupported, Is.False);
            Assert.That(members[0].Host, Is.Null);
        }

        members[2].Close();
        network.Until(() => members[0].Peers.Count == 1, "the farewell");
        Assert.That(log.ToString(), Is.EqualTo("+20 +30 -30"));
        Assert.That(members[0].DisconnectPeer(20, force: true), Is.True);
        network.Until(() => members[1].Peers.Count == 0, "the other farewell");
        Assert.That(log.ToString(), Is.EqualTo("+20 +30 -30"));
    }

    [Test]
    public void What_a_member_of_a_mesh_sent_can_be_read_after_it_has_left()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer first = network.AddPeer(network.Options(GodotWireVersion.Godot4));
        GodotMultiplayerPeer second = network.AddPeer(network.Options(GodotWireVersion.Godot4));
        first.CreateMesh(1);
        second.CreateMesh(2);
        Join(network, first, second);
        Log log = Log.Of(first);
        second.PutPacket([7]);
        second.PutPacket([8]);
        second.GetPeer(1)!.DisconnectLater();
        network.Until(() => log.Lines.Count == 1, "the farewell");
        Assert.That(log.ToString(), Is.EqualTo("-2"));
        Assert.That(first.TakePayloads(), Is.EqualTo(new[] { "07", "08" }), "nobody read in time, and nothing is lost");
    }

    [Test]
    public void A_mesh_plays_a_game()
    {
        using var network = new GodotNetwork();
        List<string> seen = [];
        GodotMultiplayerPeer[] members = [.. Enumerable.Range(1, 2).Select(id =>
        {
            GodotMultiplayerPeer member = network.AddPeer(network.Options(GodotWireVersion.Godot4), peer =>
            {
                var layer = new SceneMultiplayer(peer);
                RpcNode main = layer.AddNode("Main").AddAnyPeer("f", call => seen.Add($"{layer.UniqueId}: {call.Sender} f"));
                layer.PeerConnected += other => main.Rpc(other, "f");
                return layer.Poll;
            });
            member.CreateMesh(id * 10);
            return member;
        })];
        Join(network, members[0], members[1]);
        network.Steps(20);
        Assert.That(seen, Is.EquivalentTo(new[] { "20: 10 f", "10: 20 f" }));
    }

    [Test]
    public void A_mesh_takes_in_nobody_by_itself()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer first = network.AddPeer(network.Options(GodotWireVersion.Godot4));
        GodotMultiplayerPeer second = network.AddPeer(network.Options(GodotWireVersion.Godot4));
        first.CreateMesh(1);
        second.CreateMesh(2);
        Join(network, first, second);
        ENetHost stranger = network.AddHost();
        stranger.Connect(first.GetPeer(2)!.Host.LocalEndPoint, 2, 3);
        network.Run(stranger);
        network.Until(() => first.Drops[GodotDropReason.ConnectionRefused] == 1, "the refusal");
        Assert.That(first.Peers, Is.EqualTo(new[] { 2 }));
        Assert.That(() => first.AddMeshPeer(2, stranger), Throws.ArgumentException, "a taken id");
        Assert.That(() => first.AddMeshPeer(3, network.AddHost()), Throws.ArgumentException, "a host without a peer");
    }

    private static void Join(GodotNetwork network, GodotMultiplayerPeer left, GodotMultiplayerPeer right)
    {
        ENetHost listening = network.AddHost();
        ENetHost calling = network.AddHost();
        calling.Connect(listening.LocalEndPoint, 4, 0);
        bool isUp = false;
        bool isUpThere = false;
        network.Until(() => (isUp |= calling.Service(TimeSpan.Zero, out _)) & (isUpThere |= listening.Service(TimeSpan.Zero, out _)), "the connection");
        left.AddMeshPeer(right.UniqueId, listening);
        right.AddMeshPeer(left.UniqueId, calling);
    }

    private static (ENetHost Server, GodotMultiplayerPeer Client, ENetPeer AtServer) Connect(GodotNetwork network)
    {
        ENetHost server = network.AddHost(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer client = network.AddPeer(network.Options(GodotWireVersion.Godot4, 77));
        client.CreateClient(GodotNetwork.ServerEndPoint);
        ENetPeer atServer = network.Expect(server, ENetEventType.Connect).Peer;
        network.Until(() => Idle(server) && client.ConnectionStatus == GodotConnectionStatus.Connected, "the client's event");
        return (server, client, atServer);
    }

    private static bool Idle(ENetHost host) => !host.Service(TimeSpan.Zero, out _);
}
