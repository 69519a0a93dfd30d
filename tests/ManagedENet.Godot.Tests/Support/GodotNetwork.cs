using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Godot.Tests.Support;

/// <summary>A network in memory on virtual time, and the multiplayer peers on it. Each step is one millisecond and polls everybody once.</summary>
internal sealed class GodotNetwork : IDisposable
{
    private const int MostSteps = 60_000;

    private readonly LoopbackHub _hub = new();
    private readonly List<GodotMultiplayerPeer> _peers = [];
    private readonly List<ENetHost> _hosts = [];
    private readonly List<Action> _polls = [];

    public ManualClock Clock { get; } = new();

    public static IPEndPoint ServerEndPoint { get; } = new(IPAddress.Loopback, 7777);

    /// <summary>Options for a peer on this network.</summary>
    public GodotPeerOptions Options(GodotWireVersion version, int? id = null) => new()
    {
        WireVersion = version,
        UniqueId = id,
        OpenTransport = Open,
        TimeProvider = Clock,
    };

    public GodotMultiplayerPeer AddPeer(GodotPeerOptions options)
    {
        var peer = new GodotMultiplayerPeer(options);
        _peers.Add(peer);
        _polls.Add(peer.Poll);
        return peer;
    }

    /// <summary>A peer that something above it polls.</summary>
    public GodotMultiplayerPeer AddPeer(GodotPeerOptions options, Func<GodotMultiplayerPeer, Action> poll)
    {
        var peer = new GodotMultiplayerPeer(options);
        _peers.Add(peer);
        _polls.Add(poll(peer));
        return peer;
    }

    public GodotMultiplayerPeer AddServer(GodotWireVersion version, int maxChannels = 0)
    {
        GodotMultiplayerPeer server = AddPeer(Options(version));
        server.CreateServer(ServerEndPoint.Port, maxChannels: maxChannels);
        return server;
    }

    /// <summary>A client that has been taken in, as the server knows.</summary>
    public GodotMultiplayerPeer AddClient(GodotWireVersion version, int id, int channels = 0)
    {
        GodotMultiplayerPeer client = AddPeer(Options(version, id));
        client.CreateClient(ServerEndPoint, channels);
        Until(() => client.ConnectionStatus == GodotConnectionStatus.Connected && _peers.Exists(peer => peer.IsServer && peer.GetPeer(id) is not null), $"client {id}");
        return client;
    }

    /// <summary>ENet without Godot's rules, to look at the bytes and to break the rules.</summary>
    public ENetHost AddHost(int port = 0, int peerLimit = 4)
    {
        var host = new ENetHost(Open(new IPEndPoint(IPAddress.Loopback, port)), new ENetHostOptions { PeerLimit = peerLimit }, Clock);
        _hosts.Add(host);
        return host;
    }

    /// <summary>A place on the network without ENet, for datagrams of any content.</summary>
    public LoopbackTransport AddTransport() => Open(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Services a bare host in every step from now on, and forgets its events.</summary>
    public void Run(ENetHost host) => _polls.Add(() =>
    {
        while (host.Service(TimeSpan.Zero, out ENetEvent e)) e.Packet.Dispose();
    });

    public void Step()
    {
        Clock.NowMs++;
        foreach (Action poll in _polls.ToArray()) poll();
    }

    public void Steps(int count)
    {
        for (int i = 0; i < count; i++) Step();
    }

    public void Until(Func<bool> condition, string waitingFor)
    {
        for (int i = 0; !condition(); i++)
        {
            if (i == MostSteps) throw new TimeoutException($"A virtual minute has passed without {waitingFor}.");
            Step();
        }
    }

    /// <summary>The next event of a bare host, while everybody else goes on.</summary>
    public ENetEvent Expect(ENetHost host, ENetEventType type)
    {
        ENetEvent e = default;
        Until(() => host.Service(TimeSpan.Zero, out e), $"a {type} event");
        Assert.That(e.Type, Is.EqualTo(type));
        return e;
    }

    public void Dispose()
    {
        foreach (GodotMultiplayerPeer peer in _peers) peer.Dispose();
        foreach (ENetHost host in _hosts) host.Dispose();
    }

    private LoopbackTransport Open(IPEndPoint endPoint) => _hub.Open(new IPEndPoint(IPAddress.Loopback, endPoint.Port));
}
