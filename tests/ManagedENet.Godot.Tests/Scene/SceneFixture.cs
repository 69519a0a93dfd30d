using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Scene;

/// <summary>A layer of Godot 4 as a server, and multiplayer peers without a layer, which send and see bare packets.</summary>
public abstract class SceneFixture
{
    private protected GodotNetwork Network { get; private set; } = null!;

    [SetUp]
    public void CreateNetwork() => Network = new GodotNetwork();

    [TearDown]
    public void EndNetwork() => Network.Dispose();

    private protected SceneMultiplayer AddSceneServer(Action<SceneMultiplayer>? prepare = null)
    {
        SceneMultiplayer layer = AddLayer(Network.Options(GodotWireVersion.Godot4));
        prepare?.Invoke(layer);
        layer.Peer.CreateServer(GodotNetwork.ServerEndPoint.Port);
        return layer;
    }

    /// <summary>A layer as a client; waits until its server has let it in, unless it has to authenticate.</summary>
    private protected SceneMultiplayer AddSceneClient(int id, Action<SceneMultiplayer>? prepare = null)
    {
        SceneMultiplayer layer = AddLayer(Network.Options(GodotWireVersion.Godot4, id));
        prepare?.Invoke(layer);
        layer.Peer.CreateClient(GodotNetwork.ServerEndPoint);
        Network.Until(() => layer.Peers.Count > 0 || layer.AuthenticatingPeers.Count > 0, $"client {id}");
        Network.Steps(10);
        return layer;
    }

    private protected GodotMultiplayerPeer AddBareClient(int id) => Network.AddClient(GodotWireVersion.Godot4, id);

    /// <summary>Sends a packet as it is and lets it arrive.</summary>
    private protected void Send(GodotMultiplayerPeer from, string packet, int target = GodotMultiplayerPeer.Server)
    {
        Assert.That(from.Send(target, Convert.FromHexString(packet)), Is.EqualTo(ENetSendResult.Queued));
        Network.Steps(5);
    }

    /// <summary>What has arrived, packet by packet.</summary>
    private protected string[] Arrived(GodotMultiplayerPeer at)
    {
        Network.Steps(5);
        return at.TakePayloads();
    }

    private protected static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The packet that introduces a path: the MD5 of the methods' names as text, a number, and the path.</summary>
    private protected static string Introduce(string checksum, uint id, string path) =>
        "01" + Hex(checksum) + "00" + Convert.ToHexStringLower(BitConverter.GetBytes(id)) + Hex(path) + "00";

    private protected static string Md5(params IEnumerable<string> names)
    {
#pragma warning disable CA5351 // The engine's choice, and no secret.
        return Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.UTF8.GetBytes(string.Concat(names))));
#pragma warning restore CA5351
    }

    private SceneMultiplayer AddLayer(GodotPeerOptions options)
    {
        SceneMultiplayer? layer = null;
        Network.AddPeer(options, peer =>
        {
            layer = new SceneMultiplayer(peer);
            return layer.Poll;
        });
        return layer!;
    }
}
