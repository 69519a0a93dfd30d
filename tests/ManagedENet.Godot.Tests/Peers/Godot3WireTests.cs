using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>What a Godot 3 peer puts into ENet and takes from it, seen by a bare host.</summary>
public sealed class Godot3WireTests
{
    private const int Id = 0x0102_0304;

    [Test]
    public void A_client_asks_for_three_channels_and_says_its_id()
    {
        using var network = new GodotNetwork();
        (ENetHost _, GodotMultiplayerPeer _, ENetPeer atServer, uint data) = ConnectClient(network);
        Assert.That((atServer.ChannelCount, data), Is.EqualTo((3, (uint)Id)));
    }

    [TestCase(GodotTransferMode.Unreliable, 2, ENetPacketFlags.Unsequenced)]
    [TestCase(GodotTransferMode.UnreliableOrdered, 2, ENetPacketFlags.None)]
    [TestCase(GodotTransferMode.Reliable, 1, ENetPacketFlags.Reliable)]
    public void A_packet_begins_with_source_and_target(GodotTransferMode mode, int channel, ENetPacketFlags flags)
    {
        using var network = new GodotNetwork();
        (ENetHost server, GodotMultiplayerPeer client, _, _) = ConnectClient(network);
        client.TransferMode = mode;
        client.TargetPeer = -1;
        client.PutPacket([0xAB, 0xCD]);
        ENetEvent e = network.Expect(server, ENetEventType.Receive);
        Assert.That((e.ChannelId, e.Packet.Flags), Is.EqualTo(((byte)channel, flags)));
        Assert.That(Convert.ToHexStringLower(e.Packet.Span), Is.EqualTo("04030201" + "ffffffff" + "abcd"));
        e.Packet.Dispose();
    }

    [Test]
    public void A_closed_client_says_goodbye_with_its_id()
    {
        using var network = new GodotNetwork();
        (ENetHost server, GodotMultiplayerPeer client, _, _) = ConnectClient(network);
        client.Close();
        Assert.That(network.Expect(server, ENetEventType.Disconnect).Data, Is.EqualTo((uint)Id));
    }

    [Test]
    public void A_client_believes_its_server_about_who_comes_and_goes()
    {
        using var network = new GodotNetwork();
        (ENetHost server, GodotMultiplayerPeer client, ENetPeer atServer, _) = ConnectClient(network);
        Log log = Log.Of(client);
        string[] messages = ["00000000" + "09030000", "00000000" + "0a030000", "01000000" + "09030000"];
        foreach (string message in messages) atServer.Send(0, Convert.FromHexString(message), ENetPacketFlags.Reliable);
        network.Until(() => Idle(server) && log.Lines.Count == 3, "the messages");
        Assert.That(log.ToString(), Is.EqualTo("+777 +778 -777"));
        Assert.That(client.Peers, Is.EquivalentTo(new[] { 1, 778 }));
        Assert.That(client.Drops.Total, Is.Zero);
    }

    [TestCase("0000000000000000", TestName = "The id 0")]
    [TestCase("0000000001000000", TestName = "The server's id")]
    [TestCase("0000000004030201", TestName = "The client's own id")]
    [TestCase("00000000ffffffff", TestName = "A negative id")]
    [TestCase("0200000009030000", TestName = "An unknown kind")]
    [TestCase("0100000009030000", TestName = "A peer that was never there")]
    [TestCase("00000000090300", TestName = "Seven bytes")]
    [TestCase("", TestName = "Nothing")]
    public void A_message_that_makes_no_sense_is_counted(string message)
    {
        using var network = new GodotNetwork();
        (ENetHost server, GodotMultiplayerPeer client, ENetPeer atServer, _) = ConnectClient(network);
        Log log = Log.Of(client);
        atServer.Send(0, Convert.FromHexString(message), ENetPacketFlags.Reliable);
        network.Until(() => Idle(server) && client.Drops.Total > 0, "the drop");
        Assert.That(client.Drops[GodotDropReason.InvalidSystemMessage], Is.EqualTo(1));
        Assert.That(log.ToString(), Is.Empty);
    }

    [Test]
    public void A_server_can_tell_of_no_more_peers_than_ENet_serves()
    {
        using var network = new GodotNetwork();
        (ENetHost server, GodotMultiplayerPeer client, ENetPeer atServer, _) = ConnectClient(network);
        for (int i = 0; i < 4200; i++)
        {
            atServer.Send(0, [0, 0, 0, 0, (byte)(i + 10), (byte)((i + 10) >> 8), 0, 0], ENetPacketFlags.Reliable);
        }

        network.Until(() => Idle(server) && client.Peers.Count + client.Drops.Total >= 4201, "all messages");
        Assert.That(client.Peers, Has.Count.EqualTo(4095));
    }

    [TestCase("05000000" + "01000000" + "aa", GodotDropReason.ForgedSource)]
    [TestCase("01000000" + "01000000" + "aa", GodotDropReason.ForgedSource)]
    [TestCase("04000000" + "63000000" + "aa", GodotDropReason.UnknownTarget)]
    [TestCase("04000000" + "010000", GodotDropReason.ShortFrame)]
    [TestCase("", GodotDropReason.ShortFrame)]
    public void A_server_drops_what_is_forged_or_broken(string packet, GodotDropReason reason)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(GodotWireVersion.Godot3);
        GodotMultiplayerPeer other = network.AddClient(GodotWireVersion.Godot3, 5);
        GodotMultiplayerPeer client = network.AddClient(GodotWireVersion.Godot3, 4);
        client.GetPeer(1)!.Send(1, Convert.FromHexString(packet), ENetPacketFlags.Reliable);
        network.Until(() => server.Drops.Total > 0, "the drop");
        Assert.That(server.Drops[reason], Is.EqualTo(1));
        Assert.That(server.AvailablePacketCount + other.AvailablePacketCount, Is.Zero);
    }

    [Test]
    public void A_server_drops_messages_about_peers()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(GodotWireVersion.Godot3);
        GodotMultiplayerPeer client = network.AddClient(GodotWireVersion.Godot3, 4);
        client.GetPeer(1)!.Send(0, Convert.FromHexString("0000000009030000"), ENetPacketFlags.Reliable);
        network.Until(() => server.Drops.Total > 0, "the drop");
        Assert.That(server.Drops[GodotDropReason.InvalidSystemMessage], Is.EqualTo(1));
        Assert.That(server.Peers, Is.EqualTo(new[] { 4 }));
    }

    [Test]
    public void A_server_tells_its_clients_of_each_other()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(GodotWireVersion.Godot3);
        GodotMultiplayerPeer first = network.AddClient(GodotWireVersion.Godot3, 4);
        Log atFirst = Log.Of(first);
        GodotMultiplayerPeer second = network.AddClient(GodotWireVersion.Godot3, 5);
        network.Until(() => first.Peers.Count == 2 && second.Peers.Count == 2, "the messages");
        server.DisconnectPeer(5, force: true);
        network.Until(() => first.Peers.Count == 1, "the farewell");
        Assert.That(atFirst.ToString(), Is.EqualTo("+5 -5"));
    }

    [TestCase(1, "server", Description = "the server alone")]
    [TestCase(5, "5", Description = "one client")]
    [TestCase(0, "server 5 6", Description = "everyone else")]
    [TestCase(-1, "5 6", Description = "everyone but the server")]
    [TestCase(-5, "server 6", Description = "everyone but one client")]
    public void A_server_passes_on_what_clients_send_each_other(int target, string expected)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(GodotWireVersion.Godot3);
        GodotMultiplayerPeer sender = network.AddClient(GodotWireVersion.Godot3, 4);
        GodotMultiplayerPeer[] others = [network.AddClient(GodotWireVersion.Godot3, 5), network.AddClient(GodotWireVersion.Godot3, 6)];
        network.Until(() => sender.Peers.Count == 3, "the messages");
        Assert.That(sender.Send(target, [0xAB], GodotTransferMode.UnreliableOrdered), Is.EqualTo(ENetSendResult.Queued));
        network.Steps(30);
        List<string> got = [];
        if (server.TakeAll() is ["4/2/UnreliableOrdered: ab"]) got.Add("server");
        foreach (GodotMultiplayerPeer other in others)
        {
            if (other.TakeAll() is ["4/2/UnreliableOrdered: ab"]) got.Add($"{other.UniqueId}");
        }

        Assert.That(string.Join(' ', got), Is.EqualTo(expected));
        Assert.That(sender.AvailablePacketCount, Is.Zero);
        Assert.That(server.Drops.Total, Is.Zero);
    }

    [Test]
    public void A_server_without_relay_passes_nothing_on_and_tells_nothing()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddPeer(network.Options(GodotWireVersion.Godot3) with { ServerRelay = false });
        server.CreateServer(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer first = network.AddClient(GodotWireVersion.Godot3, 4);
        GodotMultiplayerPeer second = network.AddClient(GodotWireVersion.Godot3, 5);
        network.Steps(20);
        Assert.That(first.Peers, Is.EqualTo(new[] { 1 }));
        Assert.That(first.Send(0, [1]), Is.EqualTo(ENetSendResult.Queued));
        network.Until(() => server.Drops[GodotDropReason.UnknownTarget] == 1, "the drop");
        Assert.That(server.AvailablePacketCount + second.AvailablePacketCount, Is.Zero);
    }

    [TestCase(5, 1, Description = "for one")]
    [TestCase(-1, 1, Description = "for all clients")]
    [TestCase(6, 0, Description = "for one who has the channel")]
    public void What_a_target_cannot_take_is_counted(int target, int dropped)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(GodotWireVersion.Godot3, maxChannels: 8);
        GodotMultiplayerPeer sender = network.AddClient(GodotWireVersion.Godot3, 4, channels: 8);
        GodotMultiplayerPeer narrow = network.AddClient(GodotWireVersion.Godot3, 5);
        GodotMultiplayerPeer wide = network.AddClient(GodotWireVersion.Godot3, 6, channels: 8);
        network.Until(() => sender.Peers.Count == 3, "the messages");
        sender.Send(target, [1], GodotTransferMode.Reliable, 7);
        network.Steps(20);
        Assert.That(server.Drops[GodotDropReason.NotPassedOn], Is.EqualTo(dropped));
        Assert.That(narrow.AvailablePacketCount, Is.Zero);
        Assert.That(wide.AvailablePacketCount, Is.EqualTo(target == 5 ? 0 : 1));
    }

    [Test]
    public void Godot_3_has_no_mesh()
    {
        using var peer = new GodotMultiplayerPeer(new GodotPeerOptions { WireVersion = GodotWireVersion.Godot3 });
        Assert.That(() => peer.CreateMesh(5), Throws.InstanceOf<NotSupportedException>());
    }

    private static (ENetHost Server, GodotMultiplayerPeer Client, ENetPeer AtServer, uint Data) ConnectClient(GodotNetwork network)
    {
        ENetHost server = network.AddHost(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer client = network.AddPeer(network.Options(GodotWireVersion.Godot3, Id));
        client.CreateClient(GodotNetwork.ServerEndPoint);
        ENetEvent e = network.Expect(server, ENetEventType.Connect);
        network.Until(() => Idle(server) && client.ConnectionStatus == GodotConnectionStatus.Connected, "the client's event");
        return (server, client, e.Peer, e.Data);
    }

    private static bool Idle(ENetHost host) => !host.Service(TimeSpan.Zero, out _);
}
