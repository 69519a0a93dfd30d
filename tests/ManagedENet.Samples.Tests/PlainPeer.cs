using System;
using System.Diagnostics;
using System.Net;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Samples.Tests;

/// <summary>A peer that is connected and says nothing: it hears how the server leaves.</summary>
internal sealed class PlainPeer : IDisposable
{
    // Whoever is silent for less than this has not been given up.
    private static readonly TimeSpan LongSilence = TimeSpan.FromMinutes(10);

    private readonly ENetHost _host = ENetHost.CreateClient(new ENetHostOptions { ConnectTimeout = LongSilence, TimeoutMinimum = LongSilence, TimeoutMaximum = LongSilence });
    private readonly ChildProcess _server;
    private readonly TimeSpan _patience;

    public PlainPeer(ChildProcess server, int port, TimeSpan patience)
    {
        // Godot takes the number for the peer's id, which everybody else does not look at.
        const uint id = 4711;
        _server = server;
        _patience = patience;
        ENetPeer peer = _host.Connect(new IPEndPoint(IPAddress.Loopback, port), channelCount: 3, id);
        Await(ENetEventType.Connect);

        // This end is the first to know of the connection: a server that answers what came later knows of it, too.
        peer.Ping();
        AwaitAnswers(peer);
    }

    public ENetDisconnectReason AwaitGoodbye() => Await(ENetEventType.Disconnect).DisconnectReason;

    public void Dispose() => _host.Dispose();

    private void AwaitAnswers(ENetPeer peer)
    {
        var clock = Stopwatch.StartNew();
        while (peer.HasOutgoingCommands && clock.Elapsed < _patience)
        {
            if (_host.Service(TimeSpan.FromMilliseconds(1), out ENetEvent e) && e.Type == ENetEventType.Receive) e.Packet.Dispose();
        }
    }

    private ENetEvent Await(ENetEventType type)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < _patience)
        {
            if (!_host.Service(TimeSpan.FromMilliseconds(100), out ENetEvent e)) continue;
            if (e.Type == type) return e;
            if (e.Type == ENetEventType.Receive) e.Packet.Dispose();
            else Assert.Fail($"{e.Type} {e.DisconnectReason} instead of {type}.\n{_server.Transcript}");
        }

        Assert.Fail($"No {type} within {_patience.TotalSeconds} s.\n{_server.Transcript}");
        throw new InvalidOperationException("Not reached.");
    }
}
