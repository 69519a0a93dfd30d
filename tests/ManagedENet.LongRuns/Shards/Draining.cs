using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;

namespace ManagedENet.LongRuns.Shards;

/// <summary>Sockets of this machine: clients fill the buffers of a server that stands still, and rest while it empties them, so that both processors are the server's.</summary>
internal sealed class Draining : IDisposable
{
    private const int ClientsOfShard = 64;

    // A host reads ahead up to 1,024 datagrams, so that one sender does not keep the others out, and drops what is beyond.
    private const int MessagesOfEach = 15;
    private const int MessageBytes = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ENetShardedHost _host;
    private readonly Tally[] _tallies;
    private readonly List<(ENetHost Host, ENetPeer Peer, int Shard)> _clients = [];
    private readonly byte[] _payload = new byte[MessageBytes];

    public Draining(int shards)
    {
        _tallies = [.. Enumerable.Range(0, shards).Select(_ => new Tally())];
        _host = ENetShardedHost.Start(new IPEndPoint(IPAddress.Loopback, 0), shards, MakeHandler, new ENetHostOptions { PeerLimit = 2 * ClientsOfShard });
        // As many for each shard, so that it is the processors that are measured and not chance.
        for (int shard = 0; _clients.Count < ClientsOfShard * shards; shard = _clients.Count % shards)
        {
            ENetHost client = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { PeerLimit = 1, ReceiveBufferBytes = 1 << 16, SendBufferBytes = 1 << 18, CongestionControl = ENetCongestionControl.Native });
            if (_host.ShardOf(client.LocalEndPoint) != shard) client.Dispose();
            else _clients.Add((client, client.Connect(_host.LocalEndPoint), shard));
        }

        long start = Stopwatch.GetTimestamp();
        while (_clients.Exists(client => client.Peer.State != ENetPeerState.Connected))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException("Not all clients have connected.");
            ServeClients();
        }

        // Its own rule drops unreliable packets when round trips rise, and here they rise with each filling.
        foreach ((_, ENetPeer peer, _) in _clients) peer.ConfigureThrottle(TimeSpan.FromSeconds(5), 32, 0);
    }

    /// <summary>Fills and empties once: messages in a second, and nanoseconds of the server's processor time for each.</summary>
    public (double PerSecond, double Ns) Run()
    {
        ServeClients();
        double before = ThreadTime.OfAllNs(_host);
        using var goOn = new ManualResetEventSlim();
        using var stands = new CountdownEvent(_tallies.Length);
        _host.PostToAll(static (_, gates) =>
        {
            gates.stands.Signal();
            gates.goOn.Wait();
        }, (stands, goOn));
        stands.Wait();
        for (int i = 0; i < _tallies.Length; i++) _tallies[i].Want((long)MessagesOfEach * _clients.Count(client => client.Shard == i));
        foreach ((ENetHost host, ENetPeer peer, _) in _clients)
        {
            for (int i = 0; i < MessagesOfEach; i++)
            {
                peer.Send(0, _payload, ENetPacketFlags.Unsequenced);
                // One message in each datagram: what is measured is the way through the system.
                host.Flush();
            }
        }

        long start = Stopwatch.GetTimestamp();
        goOn.Set();
        foreach (Tally tally in _tallies) tally.Await(Patience);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double all = MessagesOfEach * _clients.Count;
        double after = ThreadTime.OfAllNs(_host);
        return (all / seconds, (after - before) / all);
    }

    public void Dispose()
    {
        _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach ((ENetHost host, _, _) in _clients) host.Dispose();
    }

    private Tally.Handler MakeHandler(ENetShard shard)
    {
        ThreadTime.Pin(shard.Number);
        return new Tally.Handler(_tallies[shard.Number]);
    }

    private void ServeClients()
    {
        foreach ((ENetHost host, _, _) in _clients)
        {
            while (host.Service(TimeSpan.Zero, out ENetEvent e)) e.Packet.Dispose();
        }
    }
}
