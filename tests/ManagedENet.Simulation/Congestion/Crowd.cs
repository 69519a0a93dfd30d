using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Clients that download over one line of 250 kB/s with a queue of 64 kB.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly VirtualWorld _world = new(3);
    private readonly VirtualHost _server;
    private long _received;

    public Crowd(int clients, ENetCongestionControl rules)
    {
        _world.Network.KeepsLog = false;
        _world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 20 };
        _server = _world.AddHost("server", new HostOptions { CongestionControl = rules, PeerLimit = clients });
        _server.KeepsEvents = false;
        _server.OnEvent = e => Lost += e.Type == ENetEventType.Disconnect ? 1 : 0;
        var ways = new List<(IEndPoint, IEndPoint)>();
        for (int i = 0; i < clients; i++)
        {
            VirtualHost client = _world.AddHost($"client {i}");
            client.KeepsEvents = false;
            client.OnEvent = e => _received += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
            _world.Connect(client, _server, 1);
            ways.Add((_server, client));
        }

        _world.Network.Share(new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 250_000, BandwidthQueueBytes = 64_000 }, ways);
    }

    public int Lost { get; private set; }

    /// <summary>How it stands, for a test that fails.</summary>
    public string Narrow => $"{_received} bytes after {_world.NowMs} ms, {VirtualWorld.PeersOf(_server).Count(peer => peer.MtuBytes < peer.AgreedMtuBytes)} paths taken for narrow";

    /// <summary>Everybody gets so many bytes; false when that takes longer.</summary>
    public bool Download(int bytes, int limitMs)
    {
        Connection[] peers = [.. VirtualWorld.PeersOf(_server)];
        byte[] payload = new byte[1_250];
        for (int sent = 0; sent < bytes; sent += payload.Length)
        {
            foreach (Connection peer in peers) peer.Send(0, payload, ENetPacketFlags.Reliable);
        }

        return _world.RunUntil(() => _received >= (long)peers.Length * bytes, limitMs) && peers.All(peer => peer.State == ENetPeerState.Connected);
    }

    public void Dispose() => _world.Dispose();
}
