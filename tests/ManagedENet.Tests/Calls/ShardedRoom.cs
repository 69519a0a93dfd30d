using System;
using System.Net;

namespace ManagedENet.Tests.Calls;

/// <summary>A host with two shards and nobody in it.</summary>
internal sealed class ShardedRoom : IDisposable
{
    public ENetShardedHost Host { get; } = ENetShardedHost.Start(new IPEndPoint(IPAddress.Loopback, 0), 2, static _ => default(QuietHandler));

    public void Dispose() => Host.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
