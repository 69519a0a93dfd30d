using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Godot.Variants;
using ManagedENet.Tests.Calls;

namespace ManagedENet.Godot.Tests.Calls;

/// <summary>A server with a client of each kind: bare peers, and peers below the layers of both engines.</summary>
internal sealed class GodotCallWorld : IDisposable
{
    private readonly GodotNetwork _network = new();

    public GodotCallWorld(Type subject)
    {
        Version = subject == typeof(MultiplayerApi) ? GodotWireVersion.Godot3 : GodotWireVersion.Godot4;
        bool hasLayer = subject != typeof(GodotMultiplayerPeer);
        Server = Add(_network.Options(Version), hasLayer, out MultiplayerLayer? layer);
        Layer = layer;
        Client = Add(_network.Options(Version, id: 5), hasLayer, out _);
        Node = Layer?.AddNode("Main/Node");
        Node?.AddAnyPeer("call");
        Server.CreateServer(GodotNetwork.ServerEndPoint.Port);
    }

    public GodotWireVersion Version { get; }

    public GodotMultiplayerPeer Server { get; }

    public GodotMultiplayerPeer Client { get; }

    /// <summary>The layer on the server; null where the bare peer is looked at.</summary>
    public MultiplayerLayer? Layer { get; }

    public RpcNode? Node { get; }

    public void Connect()
    {
        Client.CreateClient(GodotNetwork.ServerEndPoint);
        _network.Until(() => Client.ConnectionStatus == GodotConnectionStatus.Connected && Server.GetPeer(5) is not null, "the client");
    }

    public void Step() => _network.Step();

    public void Until(Func<bool> condition, string waitingFor) => _network.Until(condition, waitingFor);

    public void Dispose() => _network.Dispose();

    public ArgumentSource MakeArguments() => GodotValues.AddTo(new ArgumentSource())
        .For(() => Server)
        .For(() => (SceneMultiplayer)Layer!)
        .For(() => (MultiplayerApi)Layer!)
        .For(() => Node!, () => null!)
        .For(() => Server.Drops)
        .For(() => new IPEndPoint(IPAddress.Loopback, 9), () => null!)
        .For(() => _network.AddHost(), () => null!)
        .For<Variant>(() => 1, () => default, () => GodotValues.Nested(300))
        .For(() => "Main/Node", () => "", () => null!, () => "127.0.0.1");

    private GodotMultiplayerPeer Add(GodotPeerOptions options, bool hasLayer, out MultiplayerLayer? layer)
    {
        if (!hasLayer)
        {
            layer = null;
            return _network.AddPeer(options);
        }

        MultiplayerLayer? made = null;
        GodotMultiplayerPeer peer = _network.AddPeer(options, peer =>
        {
            made = Version == GodotWireVersion.Godot3 ? new MultiplayerApi(peer) : new SceneMultiplayer(peer);
            return made.Poll;
        });
        layer = made;
        return peer;
    }
}
