using System;
using System.Collections.Generic;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>A poll inside a poll would take away what is being read: a handler that tries is told so, and nothing else changes.</summary>
public sealed class PollTests
{
    [Test]
    public void A_handler_of_an_event_cannot_poll_and_the_poll_goes_on([Values] GodotWireVersion version)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        var refused = new List<string>();
        server.PeerConnected += id => refused.Add($"+{id} {Assert.Throws<InvalidOperationException>(server.Poll)!.Message}");
        server.PeerDisconnected += id => refused.Add($"-{id} {Assert.Throws<InvalidOperationException>(server.Poll)!.Message}");
        GodotMultiplayerPeer client = network.AddClient(version, 5);
        client.Send(1, [7]);
        network.Until(() => server.AvailablePacketCount == 1, "the packet");
        Assert.That(server.TakePayloads(), Is.EqualTo(new[] { "07" }));
        client.Close();
        network.Until(() => refused.Count == 2, "the end");
        Assert.That(refused[0], Does.StartWith("+5").And.Contain("after Poll has returned"));
        Assert.That(refused[1], Does.StartWith("-5").And.Contain("after Poll has returned"));
    }

    [Test]
    public void An_exception_of_a_handler_leaves_the_poll_and_the_next_one_is_none_inside_it()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(GodotWireVersion.Godot4);
        server.PeerConnected += _ => throw new InvalidTimeZoneException();
        Assert.Throws<InvalidTimeZoneException>(() => network.AddClient(GodotWireVersion.Godot4, 5));
        Assert.That(server.Poll, Throws.Nothing);
    }

    [Test]
    public void A_handler_of_the_layer_cannot_poll_or_take_packets_while_its_own_bytes_are_read()
    {
        using var network = new GodotNetwork();
        SceneMultiplayer? layer = null;
        GodotMultiplayerPeer server = network.AddPeer(network.Options(GodotWireVersion.Godot4), peer => (layer = new SceneMultiplayer(peer)).Poll);
        SceneMultiplayer? other = null;
        GodotMultiplayerPeer client = network.AddPeer(network.Options(GodotWireVersion.Godot4, id: 5), peer => (other = new SceneMultiplayer(peer)).Poll);
        server.CreateServer(GodotNetwork.ServerEndPoint.Port);
        client.CreateClient(GodotNetwork.ServerEndPoint);
        var seen = new List<byte>();
        layer!.PacketReceived += (sender, bytes) =>
        {
            Assert.Throws<InvalidOperationException>(layer.Poll);
            Assert.Throws<InvalidOperationException>(server.Poll);
            Assert.Throws<InvalidOperationException>(() => server.TryGetPacket(out _));
            Assert.That(sender, Is.EqualTo(5));
            seen.Add(bytes[0]);
        };
        network.Until(() => other!.Peers.Count == 1, "the game");
        for (byte i = 1; i <= 3; i++) other!.SendBytes([i], target: 1);
        network.Until(() => seen.Count == 3, "three packets");
        Assert.That(seen, Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void A_host_serves_one_member_of_a_mesh()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer mesh = network.AddPeer(network.Options(GodotWireVersion.Godot4));
        mesh.CreateMesh(1);
        ENetHost first = network.AddHost();
        ENetHost second = network.AddHost();
        first.Connect(second.LocalEndPoint);
        network.Run(second);
        network.Expect(first, ENetEventType.Connect);
        mesh.AddMeshPeer(2, first);
        Assert.Throws<ArgumentException>(() => mesh.AddMeshPeer(3, first));
        Assert.That(mesh.Peers, Is.EqualTo(new[] { 2 }));
    }
}
