using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Godot.Tests.Outcomes;

/// <summary>
/// A server and one client after another on virtual time, with 5 % loss in each direction, 20 ms of delay and 10 ms of jitter. Every datagram passes the client's transport.
/// </summary>
internal sealed class LossyNetwork : IDisposable
{
    public const double LossRate = 0.05;

    private readonly LoopbackHub _hub = new();
    private readonly ManualClock _clock = new();
    private ulong _seed;
    private ImpairedTransport? _clientTransport;

    public LossyNetwork(GodotWireVersion version, ulong seed, ENetHostOptions? host = null)
    {
        _seed = seed;
        var options = new GodotPeerOptions { WireVersion = version, TimeProvider = _clock, Host = host ?? new ENetHostOptions() };
        Server = new GodotMultiplayerPeer(options with { OpenTransport = OpenPlain });
        Server.CreateServer(GodotNetwork.ServerEndPoint.Port);
        Client = new GodotMultiplayerPeer(options with { OpenTransport = OpenImpaired });
    }

    public GodotMultiplayerPeer Server { get; }

    public GodotMultiplayerPeer Client { get; }

    /// <summary>Datagrams that the client has sent since this was last set to 0 and that the network carries.</summary>
    public int Carried { get; set; }

    /// <summary>Two seconds of silence end a connection, so that many ends fit into a run; ENet's defaults wait for five to thirty.</summary>
    public static ENetHostOptions ShortTimeouts => new() { TimeoutLimit = 8, TimeoutMinimum = TimeSpan.FromSeconds(1), TimeoutMaximum = TimeSpan.FromSeconds(2) };

    private static NetworkImpairmentOptions Bad(ulong seed) => new() { Seed = seed, LossRate = LossRate, DelayMs = 20, JitterMs = 10 };

    /// <summary>Twice the shortest silence of ENet's defaults, after which six attempts are enough to give a connection up.</summary>
    public static ENetHostOptions PatientTimeouts => new() { TimeoutMinimum = TimeSpan.FromSeconds(10) };

    /// <summary>One attempt to connect, with as much patience as a player has.</summary>
    public bool TryConnect()
    {
        Client.CreateClient(GodotNetwork.ServerEndPoint);
        for (int ms = 0; ms < 10_000 && Client.ConnectionStatus == GodotConnectionStatus.Connecting; ms++) Step();
        if (Client.ConnectionStatus != GodotConnectionStatus.Connected) return false;
        for (int ms = 0; ms < 2000 && Server.GetPeer(Client.UniqueId) is null; ms++) Step();
        return Server.GetPeer(Client.UniqueId) is not null;
    }

    /// <summary>Nothing gets through from now on, or again as bad as before.</summary>
    public void Cut(bool isCut)
    {
        _clientTransport!.Outgoing!.Options = _clientTransport.Outgoing.Options with { IsCut = isCut };
        _clientTransport.Incoming!.Options = _clientTransport.Incoming.Options with { IsCut = isCut };
    }

    public void Step()
    {
        _clock.NowMs++;
        Client.Poll();
        Server.Poll();
    }

    public void Steps(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++) Step();
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private LoopbackTransport OpenPlain(IPEndPoint endPoint) => _hub.Open(new IPEndPoint(IPAddress.Loopback, endPoint.Port));

    private ImpairedTransport OpenImpaired(IPEndPoint endPoint) => _clientTransport = new ImpairedTransport(
        OpenPlain(new IPEndPoint(IPAddress.Loopback, endPoint.Port == 0 ? NextPort() : endPoint.Port)),
        new ImpairedTransportOptions { Outgoing = Bad(++_seed), Incoming = Bad(++_seed), Observer = Observe },
        _clock);

    // The hub gives each of its ports once; a run has more clients than that.
    private int NextPort() => 10_000 + (int)(_seed % 50_000);

    private void Observe(bool isOutgoing, in ENetAddress other, ReadOnlySpan<byte> datagram, ImpairmentFate fate)
    {
        if (isOutgoing && (fate & ImpairmentFate.Lost) == 0) Carried++;
    }
}
