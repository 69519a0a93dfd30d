using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Hosting.Tests.Support;

/// <summary>Clients with a port each, so many that every shard of a server has some of them.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly ENetHostRunner[] _clients = [.. Enumerable.Range(0, 20).Select(static _ => ENetHostRunner.Start(null))];

    public int Count => _clients.Length;

    /// <summary>All of them connect.</summary>
    public Task<ENetConnection[]> ConnectAsync(IPEndPoint server, CancellationToken token) => Task.WhenAll(_clients.Select(client => client.ConnectAsync(server, null, token).AsTask()));

    /// <summary>Each says something and waits until it comes back.</summary>
    public static Task EchoAsync(IEnumerable<ENetConnection> connections, CancellationToken token) => Task.WhenAll(connections.Select(async (connection, number) =>
    {
        await connection.SendAsync(0, BitConverter.GetBytes(number), ENetPacketFlags.Reliable, token);
        using ENetMessage answer = await connection.ReceiveAsync(token);
        Assert.That(BitConverter.ToInt32(answer.Span), Is.EqualTo(number));
    }));

    public async ValueTask DisposeAsync() => await Task.WhenAll(_clients.Select(static client => client.DisposeAsync().AsTask()));
}
