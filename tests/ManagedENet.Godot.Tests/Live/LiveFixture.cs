using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using ManagedENet.Interop.Processes;
using ManagedENet.Transports;

namespace ManagedENet.Godot.Tests.Live;

/// <summary>Our peer on this thread, and programs of others beside it.</summary>
[NonParallelizable]
public abstract class LiveFixture
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(2);

    private readonly List<ChildProcess> _programs = [];
    private readonly List<GodotMultiplayerPeer> _peers = [];

    [TearDown]
    public void EndEverything()
    {
        _peers.ForEach(peer => peer.Dispose());
        _programs.ForEach(program => program.Dispose());
        _peers.Clear();
        _programs.Clear();
    }

    private protected static GodotPeerOptions Options(int compression = 0, int? id = null) => new()
    {
        WireVersion = GodotWireVersion.Godot3,
        Compression = (GodotCompression)compression,
        BindAddress = IPAddress.Loopback,
        UniqueId = id,
        Host = new ENetHostOptions { TimeoutMinimum = TimeSpan.FromMinutes(1), TimeoutMaximum = TimeSpan.FromMinutes(2) },
    };

    /// <summary>Loses a share of the datagrams in each direction.</summary>
    private protected static GodotPeerOptions WithLoss(GodotPeerOptions options, double lossRate) => options with
    {
        OpenTransport = endPoint => new ImpairedTransport(SocketTransport.Bind(endPoint), new ImpairedTransportOptions
        {
            Outgoing = new NetworkImpairmentOptions { Seed = 3, LossRate = lossRate },
            Incoming = new NetworkImpairmentOptions { Seed = 4, LossRate = lossRate },
        }),
    };

    private protected ChildProcess Keep(ChildProcess program)
    {
        _programs.Add(program);
        return program;
    }

    /// <summary>Our server, and the port it chose.</summary>
    private protected GodotMultiplayerPeer StartServer(out int port, GodotPeerOptions options, int channels = 0)
    {
        var server = new GodotMultiplayerPeer(options);
        _peers.Add(server);
        server.CreateServer(0, maxChannels: channels);
        port = server.Host!.LocalEndPoint.Port;
        return server;
    }

    /// <summary>Our client, on its way to a server.</summary>
    private protected GodotMultiplayerPeer StartClient(int port, GodotPeerOptions options, int channels = 0)
    {
        var client = new GodotMultiplayerPeer(options);
        _peers.Add(client);
        client.CreateClient(new IPEndPoint(IPAddress.Loopback, port), channels);
        return client;
    }

    /// <summary>Calls <paramref name="poll"/>, which waits for a moment, until something is true; fails the test after a time.</summary>
    private protected static void PumpUntil(Action<TimeSpan> poll, Func<bool> condition, string waitingFor, ChildProcess? other = null)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > GodotPrograms.Patience) Assert.Fail($"No {waitingFor} within {GodotPrograms.Patience.TotalSeconds} s.\n{other?.Transcript}");
            poll(Wait);
        }
    }
}
