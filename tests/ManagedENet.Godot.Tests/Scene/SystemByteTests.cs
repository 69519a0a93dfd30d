using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Scene;

/// <summary>Godot 4's system messages, byte by byte: authentication, who comes and goes, relay; and raw bytes.</summary>
public sealed class SystemByteTests : SceneFixture
{
    [Test]
    public void Peers_are_introduced_to_each_other_and_taken_leave_of()
    {
        SceneMultiplayer server = AddSceneServer();
        GodotMultiplayerPeer first = AddBareClient(7);
        GodotMultiplayerPeer second = AddBareClient(8);
        Assert.That(Arrived(first), Is.EqualTo(new[] { "07" + "01" + "08000000" }));
        Assert.That(Arrived(second), Is.EqualTo(new[] { "07" + "01" + "07000000" }));
        second.Close();
        Network.Until(() => server.Peers.Count == 1, "the farewell");
        Assert.That(Arrived(first), Is.EqualTo(new[] { "07" + "02" + "08000000" }));
    }

    [Test]
    public void Raw_bytes_have_one_byte_in_front()
    {
        List<string> got = [];
        SceneMultiplayer server = AddSceneServer();
        server.PacketReceived += (sender, bytes) => got.Add($"{sender}/{server.RemoteSenderId}: {Convert.ToHexStringLower(bytes)}");
        GodotMultiplayerPeer client = AddBareClient(7);
        Send(client, "03" + "abcd");
        Send(client, "03");
        server.SendBytes([1, 2], 7);
        server.SendBytes([3]);
        server.SendBytes([4], -7);
        Assert.That(Arrived(client), Is.EqualTo(new[] { "03" + "0102", "03" + "03" }));
        Assert.That(got, Is.EqualTo(new[] { "7/7: abcd" }));
        Assert.That(server.Drops[GodotDropReason.Malformed], Is.EqualTo(1));
        Assert.That(server.RemoteSenderId, Is.Zero);
        Assert.That(() => server.SendBytes([]), Throws.ArgumentException);
        Assert.That(server.SendBytes([1], 9), Is.EqualTo(ENetSendResult.NotConnected));
    }

    [TestCase("08000000", "8", Description = "to one")]
    [TestCase("00000000", "8 9 server", Description = "to everyone")]
    [TestCase("f8ffffff", "9 server", Description = "to everyone but 8")]
    [TestCase("ffffffff", "8 9", Description = "to everyone but the server")]
    public void The_server_passes_on_with_the_source_in_place_of_the_target(string target, string expected)
    {
        List<string> got = [];
        SceneMultiplayer server = AddSceneServer();
        server.PacketReceived += (sender, bytes) => got.Add($"server: {sender} {Convert.ToHexStringLower(bytes)}");
        GodotMultiplayerPeer[] clients = [AddBareClient(7), AddBareClient(8), AddBareClient(9)];
        foreach (GodotMultiplayerPeer client in clients) Arrived(client);
        clients[0].Send(1, Convert.FromHexString("07" + "03" + target + "03" + "ab"), GodotTransferMode.UnreliableOrdered, 5);
        Network.Steps(10);
        string[] who = expected.Split(' ');
        using (Assert.EnterMultipleScope())
        {
            Assert.That(clients[0].TakeAll(), Is.Empty);
            Assert.That(clients[1].TakeAll(), Is.EqualTo(who.Contains("8") ? new[] { "1/5/UnreliableOrdered: 07030700000003ab" } : []));
            Assert.That(clients[2].TakeAll(), Is.EqualTo(who.Contains("9") ? new[] { "1/5/UnreliableOrdered: 07030700000003ab" } : []));
            Assert.That(got, Is.EqualTo(who.Contains("server") ? new[] { "server: 7 ab" } : []));
        }
    }

    [TestCase("07" + "03" + "63000000" + "03ab", GodotDropReason.UnknownTarget, TestName = "A relay to nobody")]
    [TestCase("07" + "03" + "08000000", GodotDropReason.Malformed, TestName = "A relay of nothing")]
    [TestCase("07" + "03" + "0800", GodotDropReason.Malformed, TestName = "A relay cut short")]
    [TestCase("07" + "01" + "63000000", GodotDropReason.NotAllowed, TestName = "A newcomer announced by a client")]
    [TestCase("07" + "02" + "08000000", GodotDropReason.NotAllowed, TestName = "A farewell announced by a client")]
    [TestCase("07" + "04" + "08000000", GodotDropReason.NotAllowed, TestName = "An unknown message")]
    [TestCase("07" + "03" + "00000000" + "07" + "01" + "63000000", GodotDropReason.NotAllowed, TestName = "A system message inside a relay")]
    [TestCase("07", GodotDropReason.Malformed, TestName = "One byte")]
    [TestCase("", GodotDropReason.UnknownCommand, TestName = "Nothing")]
    public void What_a_client_may_not_say_is_counted(string packet, GodotDropReason reason)
    {
        SceneMultiplayer server = AddSceneServer();
        GodotMultiplayerPeer client = AddBareClient(7);
        GodotMultiplayerPeer other = AddBareClient(8);
        Arrived(other);
        Send(client, packet);
        Assert.That(server.Drops[reason], Is.EqualTo(1), server.Drops.ToString());
        Assert.That(server.Peers, Is.EquivalentTo(new[] { 7, 8 }));
    }

    [Test]
    public void What_a_target_cannot_take_is_counted()
    {
        SceneMultiplayer server = AddSceneServer();
        GodotMultiplayerPeer sender = Network.AddClient(GodotWireVersion.Godot4, 7, channels: 20);
        GodotMultiplayerPeer narrow = Network.AddClient(GodotWireVersion.Godot4, 8, channels: 2);
        GodotMultiplayerPeer wide = Network.AddClient(GodotWireVersion.Godot4, 9, channels: 20);
        foreach (GodotMultiplayerPeer client in new[] { narrow, wide }) Arrived(client);
        sender.Send(1, Convert.FromHexString("07" + "03" + "08000000" + "03ab"), transferChannel: 15);
        sender.Send(1, Convert.FromHexString("07" + "03" + "ffffffff" + "03cd"), transferChannel: 15);
        Assert.That(Arrived(wide), Is.EqualTo(new[] { "07" + "03" + "07000000" + "03cd" }));
        Assert.That(Arrived(narrow), Is.Empty);
        Assert.That(server.Drops[GodotDropReason.NotPassedOn], Is.EqualTo(2));
        Assert.That(server.Drops.Total, Is.EqualTo(2));
    }

    [Test]
    public void A_call_for_everybody_goes_through_the_server_once_when_all_know_the_path()
    {
        GodotMultiplayerPeer server = Network.AddServer(GodotWireVersion.Godot4);
        SceneMultiplayer client = AddSceneClient(7);
        RpcNode main = client.AddNode("Main").AddAnyPeer("f");
        Send(server, "07" + "01" + "08000000", 7);
        Send(server, "07" + "01" + "09000000", 7);
        main.Rpc(0, "f");
        Assert.That(Arrived(server), Has.Length.EqualTo(6), "three times the path, three times the call");
        foreach (string confirmation in new[] { "020101000000", "070308000000" + "020101000000", "070309000000" + "020101000000" }) Send(server, confirmation, 7);
        main.Rpc(0, "f");
        main.Rpc(-9, "f");
        main.Rpc(9, "f");
        string[] expected = ["07" + "03" + "00000000" + "800100", "07" + "03" + "f7ffffff" + "800100", "07" + "03" + "09000000" + "800100"];
        Assert.That(Arrived(server), Is.EqualTo(expected));
        Assert.That(client.Drops.Total, Is.Zero);
    }

    [Test]
    public void A_client_wraps_what_is_for_other_clients()
    {
        GodotMultiplayerPeer server = Network.AddServer(GodotWireVersion.Godot4);
        SceneMultiplayer client = AddSceneClient(7);
        server.Send(7, Convert.FromHexString("07" + "01" + "08000000"));
        Network.Until(() => client.Peers.Count == 2, "the other peer");
        client.SendBytes([1], 8);
        client.SendBytes([2], 0);
        client.SendBytes([3], -8);
        client.SendBytes([4], 1);
        string[] expected = ["07" + "03" + "08000000" + "0301", "07" + "03" + "00000000" + "0302", "07" + "03" + "f8ffffff" + "0303", "0304"];
        Assert.That(Arrived(server), Is.EqualTo(expected));
    }

    [Test]
    public void A_client_believes_its_server_and_counts_what_makes_no_sense()
    {
        GodotMultiplayerPeer server = Network.AddServer(GodotWireVersion.Godot4);
        SceneMultiplayer client = AddSceneClient(7);
        Log log = Log.Of(client);
        List<string> got = [];
        client.PacketReceived += (sender, bytes) => got.Add($"{sender}: {Convert.ToHexStringLower(bytes)}");
        foreach (string packet in new[] { "070108000000", "070308000000" + "03ee", "070208000000" }) Send(server, packet, 7);
        Assert.That(log.ToString(), Is.EqualTo("+8 -8"));
        Assert.That(got, Is.EqualTo(new[] { "8: ee" }));
        Assert.That(client.Drops.Total, Is.Zero);
        foreach (string packet in new[] { "070101000000", "070100000000", "0701ffffffff", "070107000000", "070208000000" }) Send(server, packet, 7);
        Assert.That(client.Drops[GodotDropReason.InvalidSystemMessage], Is.EqualTo(5));
        Send(server, "070308000000" + "03ee", 7);
        Assert.That(client.Drops[GodotDropReason.UnknownPeer], Is.EqualTo(1));
        Assert.That(client.Peers, Is.EqualTo(new[] { 1 }));
    }

    // On another channel than the last word of the authentication, the first packet of the game can arrive before it.
    [Test]
    public void Who_plays_already_has_let_us_in()
    {
        List<string> got = [];
        SceneMultiplayer server = AddSceneServer(layer => layer.AuthenticationHandler = (_, _) => { });
        server.PacketReceived += (sender, bytes) => got.Add($"{sender}: {Convert.ToHexStringLower(bytes)}");
        Log log = Log.Of(server);
        GodotMultiplayerPeer client = AddBareClient(7);
        Network.Until(() => server.AuthenticatingPeers.Count == 1, "the authentication");
        Send(client, "03" + "aa");
        Assert.That(server.Drops[GodotDropReason.NotAuthenticated], Is.EqualTo(1), "we have not let it in");
        server.CompleteAuthentication(7);
        Send(client, "07" + "00" + "bb");
        Assert.That(log.ToString(), Is.Empty, "it is not done yet");
        client.Send(1, [3, 0xCC], GodotTransferMode.Unreliable, 5);
        Network.Steps(5);
        Send(client, "07" + "00");
        Assert.That(log.ToString(), Is.EqualTo("+7"));
        Assert.That(got, Is.EqualTo(new[] { "7: cc" }));
        Assert.That(server.Drops.Total, Is.EqualTo(1));
    }

    [Test]
    public void A_handler_may_end_the_game_when_somebody_is_let_in()
    {
        SceneMultiplayer server = AddSceneServer(layer => layer.AuthenticationHandler = (_, _) => { });
        server.PeerConnected += _ => server.Peer.Close();
        server.PacketReceived += (_, _) => Assert.Fail("the game is over");
        GodotMultiplayerPeer client = AddBareClient(7);
        Network.Until(() => server.AuthenticatingPeers.Count == 1, "the authentication");
        server.CompleteAuthentication(7);
        Send(client, "03" + "cc");
        Assert.That(server.Peer.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Disconnected));
        Assert.That(server.Peers, Is.Empty);
    }

    [Test]
    public void Authentication_is_two_bytes_and_what_the_sides_have_to_say()
    {
        List<string> said = [];
        SceneMultiplayer server = AddSceneServer(layer => layer.AuthenticationHandler = (sender, data) => said.Add($"{sender}: {Convert.ToHexStringLower(data)}"));
        Log log = Log.Of(server);
        GodotMultiplayerPeer client = AddBareClient(7);
        Network.Until(() => server.AuthenticatingPeers.Count == 1, "the authentication");
        Assert.That(server.SendAuthentication(7, [0xAA]), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(server.SendBytes([1], 7), Is.EqualTo(ENetSendResult.NotConnected), "not in the game yet");
        Send(client, "03" + "01");
        Assert.That(server.Drops[GodotDropReason.NotAuthenticated], Is.EqualTo(1));
        Send(client, "07" + "00" + "bbcc");
        Assert.That(said, Is.EqualTo(new[] { "7: bbcc" }));
        Assert.That(server.CompleteAuthentication(7), Is.True);
        Assert.That(server.CompleteAuthentication(7), Is.False);
        Assert.That(server.SendAuthentication(7, [1]), Is.EqualTo(ENetSendResult.NotConnected));
        Assert.That(Arrived(client), Is.EqualTo(new[] { "07" + "00" + "aa", "07" + "00" }));
        Assert.That(log.ToString(), Is.Empty);
        Send(client, "07" + "00");
        Assert.That(log.ToString(), Is.EqualTo("+7"));
        Send(client, "07" + "00");
        Assert.That(server.Drops.Total, Is.EqualTo(1), "a second last word is no offence");
    }
}
