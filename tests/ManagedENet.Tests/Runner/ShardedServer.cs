using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Internal;

namespace ManagedENet.Tests.Runner;

/// <summary>A runner with several shards, and clients with a port each, so that all shards have some.</summary>
internal sealed class ShardedServer : IAsyncDisposable
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    private readonly List<ENetHostRunner> _clients = [];

    public ShardedServer(int shards, ENetRunnerOptions? runner = null, ENetHostOptions? host = null, bool maySystemDivide = true)
    {
        runner = (runner ?? new ENetRunnerOptions()) with { Shards = shards };
        Runner = maySystemDivide ? ENetHostRunner.Start(Anywhere, host, runner) : ENetHostRunner.Start(ShardSet.Bind(Anywhere, shards, host, maySystemDivide: false).Hosts, listens: true, runner, TimeProvider.System);
    }

    public ENetHostRunner Runner { get; }

    /// <summary>Connects from a port of its own, one that belongs to this shard if one is named.</summary>
    public async Task<ENetConnection> ConnectAsync(CancellationToken token, int? shard = null)
    {
        ENetHostRunner client = ENetHostRunner.Start(null);
        lock (_clients) _clients.Add(client);
        return shard is { } wanted && Runner.ShardOf(new IPEndPoint(IPAddress.Loopback, client.LocalEndPoint.Port)) != wanted
            ? await ConnectAsync(token, shard)
            : await client.ConnectAsync(Runner.LocalEndPoint, null, token);
    }

    /// <summary>Connects so many at the same time.</summary>
    public Task<ENetConnection[]> ConnectAsync(int count, CancellationToken token) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => ConnectAsync(token)));

    /// <summary>Connects one after another until every shard has somebody; both ends of each, and the number of its shard.</summary>
    public async Task<List<(ENetConnection Client, ENetConnection Server, int Shard)>> FillAsync(CancellationToken token)
    {
        var all = new List<(ENetConnection, ENetConnection, int)>();
        var shards = new HashSet<int>();
        while (shards.Count < Runner.Shards.Count)
        {
            ENetConnection client = await ConnectAsync(token);
            ENetConnection server = await Runner.AcceptAsync(token);
            int shard = await ShardOfAsync(server, token);
            shards.Add(shard);
            all.Add((client, server, shard));
        }

        return all;
    }

    /// <summary>The runner of a client.</summary>
    public ENetHostRunner ClientOf(ENetConnection server) => _clients.Single(client => client.LocalEndPoint.Port == server.RemoteEndPoint.Port);

    /// <summary>The peers of each shard.</summary>
    public Task<int[]> CountsAsync(CancellationToken token) => Runner.InvokeAllAsync(static (host, _) => host.ConnectedPeerCount, 0, token).AsTask();

    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync();
        await Task.WhenAll(_clients.Select(static client => client.DisposeAsync().AsTask()));
    }

    private async Task<int> ShardOfAsync(ENetConnection server, CancellationToken token)
    {
        bool[] has = await Runner.InvokeAllAsync(static (host, remote) => host.Peers.Any(peer => peer.State == ENetPeerState.Connected && peer.EndPoint.Equals(remote)), server.RemoteEndPoint, token);
        return Array.IndexOf(has, true);
    }
}
