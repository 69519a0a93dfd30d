using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Tests.Scene;

/// <summary>Games of our own layers of Godot 4.</summary>
public sealed class SceneTests : SceneFixture
{
    [Test]
    public void Everybody_knows_everybody()
    {
        SceneMultiplayer server = AddSceneServer();
        Log atServer = Log.Of(server);
        SceneMultiplayer first = AddSceneClient(7);
        Log atFirst = Log.Of(first);
        SceneMultiplayer second = AddSceneClient(8);
        Assert.That(first.Peers, Is.EquivalentTo(new[] { 1, 8 }));
        Assert.That(second.Peers, Is.EquivalentTo(new[] { 1, 7 }));
        second.Peer.Close();
        Network.Until(() => first.Peers.Count == 1, "the farewell");
        Assert.That(atServer.ToString(), Is.EqualTo("+7 +8 -8"));
        Assert.That(atFirst.ToString(), Is.EqualTo("+8 -8"));
        Assert.That(Drops(server, first), Is.EqualTo("none none"));
    }

    [Test]
    public void Clients_call_each_other_through_the_server()
    {
        List<string> calls = [];
        SceneMultiplayer server = AddSceneServer(layer => Declare(layer, calls));
        SceneMultiplayer first = AddSceneClient(7, layer => Declare(layer, calls));
        SceneMultiplayer second = AddSceneClient(8, layer => Declare(layer, calls));
        RpcNode main = first.FindNode("Main")!;
        for (int round = 0; round < 3; round++)
        {
            Assert.That(main.Rpc(8, "say", "hello", round), Is.EqualTo(ENetSendResult.Queued));
            Network.Steps(30);
        }

        Assert.That(calls, Is.EqualTo(new[] { "8: 7 says hello 0", "8: 7 says hello 1", "8: 7 says hello 2" }));
        calls.Clear();
        main.Rpc(0, "say", "all", 1);
        Network.Steps(30);
        Assert.That(calls, Is.EquivalentTo(new[] { "1: 7 says all 1", "8: 7 says all 1" }));
        Assert.That(Drops(server, first, second), Is.EqualTo("none none none"));
    }

    [Test]
    public void A_local_call_happens_here_as_well()
    {
        List<string> calls = [];
        SceneMultiplayer server = AddSceneServer(layer => Declare(layer, calls));
        AddSceneClient(7, layer => Declare(layer, calls));
        RpcNode main = server.FindNode("Main")!;
        main.Rpc(0, "both");
        Network.Steps(20);
        Assert.That(calls, Is.EqualTo(new[] { "1: 1 calls both", "7: 1 calls both" }));
        calls.Clear();
        main.Rpc(1, "both");
        main.Rpc(-1, "both");
        Network.Steps(20);
        Assert.That(calls, Is.EqualTo(new[] { "1: 1 calls both" }), "everyone but 1 names a peer that is not another one");
        Assert.That(() => main.Rpc(1, "say", "x", 1), Throws.ArgumentException);
        Assert.That(() => main.Rpc(7, "nothing"), Throws.ArgumentException);
        Assert.That(() => main.Rpc(7, "say", new Variant[256]), Throws.ArgumentException);
        Assert.That(main.Rpc(99, "say", "x", 1), Is.EqualTo(ENetSendResult.NotConnected));
    }

    [Test]
    public void Only_the_authority_calls_what_is_its_own()
    {
        List<string> calls = [];
        SceneMultiplayer server = AddSceneServer(layer => Declare(layer, calls));
        SceneMultiplayer client = AddSceneClient(7, layer => Declare(layer, calls));
        client.FindNode("Main")!.Rpc(1, "order");
        Network.Steps(20);
        Assert.That(calls, Is.Empty);
        Assert.That(server.Drops[GodotDropReason.CallForbidden], Is.EqualTo(1));
        server.FindNode("Main")!.Authority = 7;
        client.FindNode("Main")!.Rpc(1, "order");
        Network.Steps(20);
        Assert.That(calls, Is.EqualTo(new[] { "1: 7 orders" }));
    }

    [Test]
    public void Both_sides_let_each_other_in()
    {
        SceneMultiplayer server = AddSceneServer(layer => layer.AuthenticationHandler = (sender, data) =>
        {
            if (data.SequenceEqual("secret"u8)) layer.CompleteAuthentication(sender);
        });
        Log atServer = Log.Of(server);
        SceneMultiplayer client = AddSceneClient(7, layer =>
        {
            layer.AuthenticationHandler = (_, _) => { };
            layer.PeerAuthenticating += id =>
            {
                layer.SendAuthentication(id, "secret"u8);
                layer.CompleteAuthentication(id);
            };
        });
        Network.Until(() => server.Peers.Count == 1 && client.Peers.Count == 1, "the admission");
        Assert.That(atServer.ToString(), Is.EqualTo("+7"));
        Assert.That(client.AuthenticatingPeers, Is.Empty);
    }

    [Test]
    public void Who_takes_too_long_is_sent_away()
    {
        List<int> failed = [];
        SceneMultiplayer server = AddSceneServer(layer => layer.AuthenticationHandler = (_, _) => { });
        server.PeerAuthenticationFailed += failed.Add;
        GodotMultiplayerPeer client = AddBareClient(7);
        Network.Steps(2900);
        Assert.That(client.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Connected));
        Network.Steps(200);
        Assert.That(client.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Disconnected));
        Assert.That(failed, Is.EqualTo(new[] { 7 }));
        Assert.That(server.AuthenticatingPeers, Is.Empty);
    }

    [Test]
    public void Who_leaves_before_being_let_in_has_failed()
    {
        List<int> failed = [];
        SceneMultiplayer server = AddSceneServer(layer => layer.AuthenticationHandler = (_, _) => { });
        server.PeerAuthenticationFailed += failed.Add;
        Log log = Log.Of(server);
        AddBareClient(7).Close();
        Network.Until(() => failed.Count == 1, "the failure");
        Assert.That(log.ToString(), Is.Empty);
    }

    [Test]
    public void Who_is_sent_away_leaves_the_game_silently_and_the_others_are_told()
    {
        SceneMultiplayer server = AddSceneServer();
        SceneMultiplayer first = AddSceneClient(7);
        SceneMultiplayer second = AddSceneClient(8);
        Log atServer = Log.Of(server);
        Log atFirst = Log.Of(first);
        Log atSecond = Log.Of(second);
        Assert.That(server.DisconnectPeer(8), Is.True);
        Network.Steps(50);
        Assert.That((atServer.ToString(), atFirst.ToString(), atSecond.ToString()), Is.EqualTo(("", "-8", "-1 lost")));
        Assert.That(second.Peers, Is.Empty);
    }

    [Test]
    public void Who_was_sent_away_by_force_below_can_come_back()
    {
        SceneMultiplayer server = AddSceneServer();
        SceneMultiplayer client = AddSceneClient(7);
        Log log = Log.Of(server);
        server.Peer.DisconnectPeer(7, force: true);
        Network.Until(() => client.Peer.ConnectionStatus == GodotConnectionStatus.Disconnected, "the end");
        client.Peer.CreateClient(GodotNetwork.ServerEndPoint);
        Network.Until(() => client.Peers.Count == 1, "the return");
        Network.Steps(5);
        Assert.That(log.ToString(), Is.EqualTo("-7 +7"));
        Assert.That(server.Peers, Is.EqualTo(new[] { 7 }));
    }

    [Test]
    public void A_handlers_exception_is_reported_where_somebody_listens()
    {
        SceneMultiplayer server = AddSceneServer(layer => layer.AddNode("Main").AddAnyPeer("f", _ => throw new InvalidOperationException("oops")));
        SceneMultiplayer client = AddSceneClient(7, layer => layer.AddNode("Main").AddAnyPeer("f"));
        client.FindNode("Main")!.Rpc(1, "f");
        Assert.That(() => Network.Steps(20), Throws.InvalidOperationException);
        List<string> failures = [];
        server.HandlerFailed += (call, failure) => failures.Add($"{call.Sender} {call.Method.Name}: {failure.Message}");
        client.FindNode("Main")!.Rpc(1, "f");
        Network.Steps(20);
        Assert.That(failures, Is.EqualTo(new[] { "7 f: oops" }));
        Assert.That(server.RemoteSenderId, Is.Zero);
    }

    [Test]
    public void A_node_that_is_gone_is_not_called_and_one_that_comes_back_is()
    {
        List<string> calls = [];
        SceneMultiplayer server = AddSceneServer(layer => Declare(layer, calls));
        SceneMultiplayer client = AddSceneClient(7, layer => Declare(layer, calls));
        RpcNode main = client.FindNode("Main")!;
        main.Rpc(1, "say", "a", 1);
        Network.Steps(20);
        Assert.That(server.RemoveNode("Main"), Is.True);
        Assert.That(server.RemoveNode("Main"), Is.False);
        main.Rpc(1, "say", "b", 2);
        Network.Steps(20);
        Assert.That(server.Drops[GodotDropReason.UnknownNode], Is.EqualTo(1));
        Declare(server, calls);
        main.Rpc(1, "say", "c", 3);
        Network.Steps(20);
        Assert.That(calls, Is.EqualTo(new[] { "1: 7 says a 1", "1: 7 says c 3" }));
    }

    [Test]
    public void A_game_that_starts_again_forgets_the_last_one()
    {
        SceneMultiplayer server = AddSceneServer();
        SceneMultiplayer client = AddSceneClient(7);
        Log log = Log.Of(client);
        client.Peer.Close();
        client.Peer.CreateClient(GodotNetwork.ServerEndPoint);
        Network.Until(() => client.Peer.ConnectionStatus == GodotConnectionStatus.Connected, "the second game");
        Network.Steps(5);
        Assert.That(log.ToString(), Is.EqualTo("succeeded +1"));
        server.Peer.Close();
        Network.Until(() => log.Lines.Count == 4, "the end");
        Assert.That(log.ToString(), Is.EqualTo("succeeded +1 -1 lost"));
        Assert.That(client.Peers, Is.Empty);
    }

    [Test]
    public void Misuse_is_answered_at_the_call()
    {
        SceneMultiplayer server = AddSceneServer();
        server.AddNode("Main").AddAnyPeer("f");
        using var godot3 = new GodotMultiplayerPeer(new GodotPeerOptions { WireVersion = GodotWireVersion.Godot3 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => server.AddNode("Main"), Throws.ArgumentException);
            Assert.That(() => server.AddNode("/root/Main"), Throws.ArgumentException);
            Assert.That(() => server.AddNode(""), Throws.ArgumentException);
            Assert.That(() => server.FindNode("Main")!.AddAnyPeer("f"), Throws.ArgumentException);
            Assert.That(() => server.SendAuthentication(7, []), Throws.ArgumentException);
            Assert.That(() => new SceneMultiplayer(godot3), Throws.ArgumentException);
            Assert.That(() => new MultiplayerApi(server.Peer), Throws.ArgumentException);
        }
    }

    private static void Declare(SceneMultiplayer layer, List<string> calls) => layer.AddNode("Main")
        .AddAnyPeer("say", call => calls.Add($"{call.Layer.UniqueId}: {call.Sender} says {call.Argument<string>(0)} {call.Argument<int>(1)}"), VariantType.String, VariantType.Int)
        .Add(new RpcMethod("both", call => calls.Add($"{call.Layer.UniqueId}: {call.Layer.RemoteSenderId} calls both")) { CallLocal = true })
        .Add(new RpcMethod("order", call => calls.Add($"{call.Layer.UniqueId}: {call.Sender} orders")));

    private static string Drops(params IEnumerable<SceneMultiplayer> layers) => string.Join(' ', layers.Select(layer => layer.Drops));
}
