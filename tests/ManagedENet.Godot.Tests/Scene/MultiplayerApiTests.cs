using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Tests.Scene;

/// <summary>Godot 3's layer: its bytes, and games of our own.</summary>
public sealed class MultiplayerApiTests
{
    private GodotNetwork _network = null!;

    [SetUp]
    public void CreateNetwork() => _network = new GodotNetwork();

    [TearDown]
    public void EndNetwork() => _network.Dispose();

    [Test]
    public void A_call_is_a_number_or_a_path_a_name_and_values()
    {
        MultiplayerApi server = AddServer();
        RpcNode main = server.AddNode("Main").AddAnyPeer("f");
        GodotMultiplayerPeer client = _network.AddClient(GodotWireVersion.Godot3, 7);
        main.Rpc(7, "f", 5, "a");
        string arguments = "02" + "02000000" + "05000000" + "04000000" + "01000000" + "61000000";
        string path = "4d61696e00";
        Assert.That(Arrived(client), Is.EqualTo(new[] { "02" + "01000000" + path, "00" + "1c000080" + "6600" + arguments + path }));
        Send(client, "03" + path);
        main.Rpc(7, "f", 5, "a");
        server.RpcUnreliable(main, 7, "f");
        server.SetProperty(main, 7, "p", true);
        server.SendBytes([1, 2], 7);
        _network.Steps(5);
        string[] expected =
        [
            $"1/1/Reliable: 0001000000{"6600"}{arguments}", "1/2/Unreliable: 00" + "01000000" + "6600" + "00",
            "1/1/Reliable: 01" + "01000000" + "7000" + "01000000" + "01000000", "1/1/Reliable: 04" + "0102",
        ];
        Assert.That(client.TakeAll(), Is.EquivalentTo(expected));
    }

    [Test]
    public void Paths_are_confirmed_by_their_text_whether_there_is_a_node_or_not()
    {
        List<string> calls = [];
        MultiplayerApi server = AddServer();
        GodotMultiplayerPeer client = _network.AddClient(GodotWireVersion.Godot3, 7);
        Send(client, "02" + "05000000" + "4e00");
        Assert.That(Arrived(client), Is.EqualTo(new[] { "03" + "4e00" }));
        Send(client, "00" + "05000000" + "6600" + "00");
        Assert.That(server.Drops[GodotDropReason.UnknownNode], Is.EqualTo(1));
        server.AddNode("N").AddAnyPeer("f", call => calls.Add($"{call.Sender} f"));
        Send(client, "00" + "05000000" + "6600" + "00");
        Assert.That(calls, Is.EqualTo(new[] { "7 f" }));
    }

    [TestCase("00" + "0a000080" + "6700" + "01" + "010000", GodotDropReason.UnknownNode, TestName = "A path in the arguments")]
    [TestCase("00" + "ff000080" + "6700" + "00", GodotDropReason.Malformed, TestName = "A path beyond the end")]
    [TestCase("00" + "05000000" + "6700" + "00", GodotDropReason.UnknownPathId, TestName = "A number that was not introduced")]
    [TestCase("00" + "08000080" + "7800" + "00" + "4d61696e00", GodotDropReason.UnknownMethod, TestName = "A method that is not there")]
    [TestCase("01" + "08000080" + "7800" + "00" + "4d61696e00", GodotDropReason.UnknownMethod, TestName = "A property that is not there")]
    [TestCase("00" + "08000080" + "6800" + "00" + "4d61696e00", GodotDropReason.CallForbidden, TestName = "A puppet method")]
    [TestCase("00" + "07000080" + "6700", GodotDropReason.Malformed, TestName = "Nothing behind the name")]
    [TestCase("00" + "05000080" + "67", GodotDropReason.Malformed, TestName = "A name without its end")]
    [TestCase("00" + "0000", GodotDropReason.Malformed, TestName = "A call cut short")]
    [TestCase("02" + "05000000", GodotDropReason.Malformed, TestName = "No path to introduce")]
    [TestCase("03", GodotDropReason.UnknownPathId, TestName = "Nothing confirmed")]
    [TestCase("03" + "4d61696e00", GodotDropReason.UnknownPathId, TestName = "A path confirmed that was not introduced")]
    [TestCase("04", GodotDropReason.Malformed, TestName = "No raw bytes")]
    [TestCase("09", GodotDropReason.UnknownCommand, TestName = "An unknown command")]
    [TestCase("", GodotDropReason.UnknownCommand, TestName = "Nothing")]
    public void What_makes_no_sense_is_counted(string packet, GodotDropReason reason)
    {
        MultiplayerApi server = AddServer();
        server.AddNode("Main").AddAnyPeer("g", _ => Assert.Fail("called")).Add(new RpcMethod("h", _ => Assert.Fail("called")));
        GodotMultiplayerPeer client = _network.AddClient(GodotWireVersion.Godot3, 7);
        Send(client, packet);
        Assert.That(server.Drops[reason], Is.EqualTo(1), server.Drops.ToString());
        Assert.That(server.Drops.Total, Is.EqualTo(1));
    }

    [Test]
    public void A_game_of_three_calls_sets_and_sends()
    {
        List<string> seen = [];
        MultiplayerApi server = AddServer();
        MultiplayerApi first = AddClient(7);
        MultiplayerApi second = AddClient(8);
        foreach (MultiplayerApi layer in new[] { server, first, second })
        {
            layer.AddNode("Main").AddAnyPeer("f", call => seen.Add($"{layer.UniqueId}: {call.Sender} f {call.Argument<int>(0)}"))
                .AddProperty(new RpcMethod("p", call => seen.Add($"{layer.UniqueId}: {call.Sender} p = {call.Arguments[0]}")) { Mode = RpcMode.AnyPeer })
                .Add(new RpcMethod("m", call => seen.Add($"{layer.UniqueId}: {call.Sender} m")) { Mode = RpcMode.Master });
            layer.PacketReceived += (sender, bytes) => seen.Add($"{layer.UniqueId}: {sender} bytes {bytes[0]}");
        }

        _network.Until(() => first.Peers.Count == 2 && second.Peers.Count == 2, "everybody");
        RpcNode main = first.FindNode("Main")!;
        main.Rpc(8, "f", 1);
        main.Rpc(0, "f", 2);
        first.SetProperty(main, 8, "p", "x");
        first.SendBytes([9], -8);
        main.Rpc(0, "m");
        _network.Steps(50);
        string[] expected = ["8: 7 f 1", "1: 7 f 2", "8: 7 f 2", "8: 7 p = x", "1: 7 bytes 9", "1: 7 m"];
        Assert.That(seen, Is.EquivalentTo(expected));
        Assert.That(second.Drops[GodotDropReason.CallForbidden], Is.EqualTo(1), "8 is not the master");
        Assert.That(server.Drops.Total, Is.Zero);
    }

    [Test]
    public void A_call_for_everybody_goes_through_the_server_once_when_all_know_the_path()
    {
        ENetHost server = _network.AddHost(GodotNetwork.ServerEndPoint.Port);
        MultiplayerApi client = AddLayer(7);
        client.Peer.CreateClient(GodotNetwork.ServerEndPoint);
        RpcNode main = client.AddNode("Main").AddAnyPeer("f");
        ENetPeer atServer = _network.Expect(server, ENetEventType.Connect).Peer;
        atServer.Send(0, Convert.FromHexString("00000000" + "08000000"), ENetPacketFlags.Reliable);
        TakeUntil(() => client.Peers.Count == 2);
        main.Rpc(0, "f");
        const string Path = "4d61696e00";
        Assert.That(TakeUntil(() => false), Has.Count.EqualTo(4), "twice the path, twice the call");
        foreach (string source in new[] { "01000000", "08000000" }) atServer.Send(1, Convert.FromHexString(source + "07000000" + "03" + Path), ENetPacketFlags.Reliable);
        TakeUntil(() => false);
        main.Rpc(0, "f");
        main.Rpc(-8, "f");
        client.SetProperty(main, 0, "p", default);
        string[] expected =
        [
            "07000000" + "00000000" + "00" + "01000000" + "6600" + "00", "07000000" + "f8ffffff" + "00" + "01000000" + "6600" + "00",
            "07000000" + "00000000" + "01" + "01000000" + "7000" + "00000000",
        ];
        Assert.That(TakeUntil(() => false), Is.EqualTo(expected));
        Assert.That(client.Drops.Total, Is.Zero);

        List<string> TakeUntil(Func<bool> condition)
        {
            List<string> taken = [];
            for (int i = 0; i < 50 && !condition(); i++)
            {
                _network.Step();
                while (server.Service(TimeSpan.Zero, out ENetEvent e))
                {
                    if (e.Type != ENetEventType.Receive) continue;
                    taken.Add(Convert.ToHexStringLower(e.Packet.Span));
                    e.Packet.Dispose();
                }
            }

            return taken;
        }
    }

    [Test]
    public void A_path_introduced_anew_replaces_the_former_and_its_cost()
    {
        MultiplayerApi server = AddServer();
        GodotMultiplayerPeer client = _network.AddClient(GodotWireVersion.Godot3, 7);
        string path = string.Concat(System.Linq.Enumerable.Repeat("4e", 4000)) + "00";
        for (int i = 0; i < 300; i++) Send(client, "02" + "05000000" + path);
        Assert.That(server.Drops.Total, Is.Zero, "one path is remembered, not 1.2 million characters");
        for (int i = 0; i < 300; i++) Send(client, "02" + $"{i + 10:x2}".PadLeft(4, '0')[2..] + $"{(i + 10) >> 8:x2}" + "0000" + path);
        Assert.That(server.Drops[GodotDropReason.TooManyPaths], Is.EqualTo(300 - 261));
    }

    [Test]
    public void A_lost_server_ends_the_game()
    {
        MultiplayerApi server = AddServer();
        MultiplayerApi client = AddClient(7);
        Log log = Log.Of(client);
        AddClient(8);
        _network.Until(() => client.Peers.Count == 2, "the other client");
        server.Peer.Close();
        _network.Until(() => log.Lines.Count == 3, "the end");
        Assert.That(log.ToString(), Is.EqualTo("+8 -1 lost"));
        Assert.That(client.Peers, Is.Empty);
    }

    [Test]
    public void A_type_that_Godot_3_lacks_is_refused_at_the_call()
    {
        MultiplayerApi server = AddServer();
        AddClient(7);
        RpcNode main = server.AddNode("Main").AddAnyPeer("f");
        Assert.That(() => main.Rpc(7, "f", new Vector3I(1, 2, 3)), Throws.InstanceOf<NotSupportedException>());
        Assert.That(() => server.RpcUnreliable(main, 7, "none"), Throws.ArgumentException);
    }

    private MultiplayerApi AddServer()
    {
        MultiplayerApi layer = AddLayer(null);
        layer.Peer.CreateServer(GodotNetwork.ServerEndPoint.Port);
        return layer;
    }

    private MultiplayerApi AddClient(int id)
    {
        MultiplayerApi layer = AddLayer(id);
        layer.Peer.CreateClient(GodotNetwork.ServerEndPoint);
        _network.Until(() => layer.Peers.Count > 0, $"client {id}");
        _network.Steps(10);
        return layer;
    }

    private MultiplayerApi AddLayer(int? id)
    {
        MultiplayerApi? layer = null;
        _network.AddPeer(_network.Options(GodotWireVersion.Godot3, id), peer =>
        {
            layer = new MultiplayerApi(peer);
            return layer.Poll;
        });
        return layer!;
    }

    private void Send(GodotMultiplayerPeer from, string packet)
    {
        from.Send(1, Convert.FromHexString(packet));
        _network.Steps(5);
    }

    private string[] Arrived(GodotMultiplayerPeer at)
    {
        _network.Steps(5);
        return at.TakePayloads();
    }
}
