using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Clients that download, or upload, over one line of 250 kB/s with a queue of 64 kB.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly VirtualWorld _world = new(3);
    private readonly List<Connection> _senders = [];
    private long _received;

    public Crowd(int clients, ENetCongestionControl rules, bool uploads = false)
    {
        _world.Network.KeepsLog = false;
        _world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 20 };
        VirtualHost server = _world.AddHost("server", new HostOptions { CongestionControl = rules, PeerLimit = clients });
        Watch(server);
        var ways = new List<(IEndPoint, IEndPoint)>();
        for (int i = 0; i < clients; i++)
        {
            VirtualHost client = _world.AddHost($"client {i}", new HostOptions { CongestionControl = rules });
            Watch(client);
            VirtualPair pair = _world.Connect(client, server, 1);
            _senders.Add(uploads ? pair.ClientPeer : pair.ServerPeer);
            ways.Add(uploads ? (client, server) : (server, client));
        }

        _world.Network.Share(new NetworkImpairmentOptions { DelayMs = 20, BandwidthBytesPerSecond = 250_000, BandwidthQueueBytes = 64_000 }, ways);
    }

    public int Lost { get; private set; }

    /// <summary>How it stands, for a test that fails.</summary>
    public string Narrow => $"{_received} bytes after {_world.NowMs} ms, {_senders.Count(peer => peer.MtuBytes < peer.AgreedMtuBytes)} paths taken for narrow";

    /// <summary>Everybody gets so many bytes; false when that takes longer.</summary>
    public bool Transfer(int bytes, int limitMs)
    {
        byte[] payload = new byte[1_250];
        for (int sent = 0; sent < bytes; sent += payload.Length)
        {
            foreach (Connection sender in _senders) sender.Send(0, payload, ENetPacketFlags.Reliable);
        }

        return _world.RunUntil(() => _received >= (long)_senders.Count * bytes, limitMs) && _senders.All(sender => sender.State == ENetPeerState.Connected);
    }

    public void Dispose() => _world.Dispose();

    private void Watch(VirtualHost host)
    {
        host.KeepsEvents = false;
        host.OnEvent = e =>
        {
            Lost += e.Type == ENetEventType.Disconnect ? 1 : 0;
            _received += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
        };
    }
}
