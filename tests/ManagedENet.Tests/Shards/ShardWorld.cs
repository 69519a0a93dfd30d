using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using ManagedENet.Internal;

namespace ManagedENet.Tests.Shards;

/// <summary>A sharded host that sends back what it gets on channel 0, and clients with a socket each, all of them on the thread of the test.</summary>
internal sealed class ShardWorld : IAsyncDisposable
{
    public const byte Echoed = 0;
    public const int Channels = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public ShardWorld(Division division, int shards, ENetHostOptions? options = null, IPAddress? at = null)
    {
        options ??= new ENetHostOptions { PeerLimit = 256 };
        var set = ShardSet.Bind(new IPEndPoint(at ?? IPAddress.Loopback, 0), shards, options, maySystemDivide: division == Division.ByTheSystem);
        Host = ENetShardedHost.Start(set, shard => new Handler(shard, this), options);
    }

    public ENetShardedHost Host { get; }

    /// <summary>Where each of the server's peers was seen: its address, the shard that says so, its key.</summary>
    public ConcurrentDictionary<IPEndPoint, (int Shard, ENetPeerKey Key)> Seen { get; } = new();

    /// <summary>Called for what comes on another channel.</summary>
    public Action<ENetShard, ENetPeer>? Other { get; set; }

    public List<Client> Clients { get; } = [];

    /// <summary>Waits until something holds, with all clients served meanwhile.</summary>
    public void Until(Func<bool> holds, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) Assert.Fail($"After {Patience.TotalSeconds} s it is still not so that {what}.");
            Serve();
        }
    }

    /// <summary>Serves the clients until a task is done.</summary>
    public T Until<T>(Task<T> task, string what)
    {
        Until(() => task.IsCompleted, what);
        return task.GetAwaiter().GetResult();
    }

    public Client Add(IPAddress? to = null)
    {
        var client = new Client(new IPEndPoint(to ?? IPAddress.Loopback, Host.LocalEndPoint.Port));
        Clients.Add(client);
        return client;
    }

    /// <summary>So many more, connected.</summary>
    public Client[] Connect(int count, IPAddress? to = null)
    {
        Client[] clients = [.. Enumerable.Range(0, count).Select(_ => Add(to))];
        foreach (Client client in clients) client.Connect();
        Until(() => clients.All(client => client.IsConnected), "all clients are connected");
        Until(() => clients.All(client => Seen.ContainsKey(client.SeenAt)), "the server has told of all clients");
        return clients;
    }

    /// <summary>A client of a certain shard, which has not connected.</summary>
    public Client AddOf(int shard)
    {
        while (true)
        {
            var client = new Client(new IPEndPoint(IPAddress.Loopback, Host.LocalEndPoint.Port));
            if (Host.ShardOf(client.SeenAt) == shard)
            {
                Clients.Add(client);
                return client;
            }

            client.Dispose();
        }
    }

    public ENetPeerKey KeyOf(Client client) => Seen[client.SeenAt].Key;

    public void Serve()
    {
        foreach (Client client in Clients) client.Serve();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        foreach (Client client in Clients) client.Dispose();
    }

    private readonly struct Handler(ENetShard shard, ShardWorld world) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data) => world.Seen[Unmapped(peer.EndPoint)] = (shard.Number, peer.Key);

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            if (channelId == Echoed) peer.Send(channelId, payload, flags);
            else world.Other?.Invoke(shard, peer);
        }

        public void OnWritable(ENetPeer peer)
        {
        }

        private static IPEndPoint Unmapped(IPEndPoint seen) => seen.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(seen.Address.MapToIPv4(), seen.Port) : seen;
    }

    /// <summary>One client.</summary>
    internal sealed class Client : IDisposable
    {
        private readonly ENetHost _host;
        private readonly IPEndPoint _to;
        private ENetPeer? _peer;

        public Client(IPEndPoint to)
        {
            _to = to;
            bool isIPv6 = to.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            // Bound to one address, so that the server's view of it is known.
            _host = ENetHost.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0), new ENetHostOptions { PeerLimit = 4, Transport = ENetTransportKind.Socket, ReceiveBufferBytes = 1 << 16, SendBufferBytes = 1 << 16 });
            SeenAt = _host.LocalEndPoint;
        }

        public IPEndPoint SeenAt { get; }

        public ENetHost Host => _host;

        public bool IsConnected => _peer?.State == ENetPeerState.Connected;

        /// <summary>What has come, by its channel.</summary>
        public List<(byte Channel, byte[] Bytes)> Received { get; } = [];

        public (ENetDisconnectReason Reason, uint Data)? Left { get; private set; }

        /// <summary>Somebody has connected to this one.</summary>
        public bool WasFound { get; private set; }

        public void Connect() => _peer = _host.Connect(_to, Channels);

        public void Leave() => _peer!.Disconnect();

        public void Send(byte channel, byte[] payload) => Assert.That(_peer!.Send(channel, payload, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));

        public void Serve()
        {
            while (_host.Service(TimeSpan.Zero, out ENetEvent e))
            {
                switch (e.Type)
                {
                    case ENetEventType.Connect:
                        WasFound |= e.Peer != _peer;
                        break;
                    case ENetEventType.Receive:
                        using (e.Packet) Received.Add((e.ChannelId, e.Packet.Span.ToArray()));
                        break;
                    case ENetEventType.Disconnect:
                        Left = (e.DisconnectReason, e.Data);
                        break;
                }
            }
        }

        public void Dispose() => _host.Dispose();
    }
}
