using System;
using System.Collections.Generic;
using ManagedENet.Interop.Network;

namespace ManagedENet.Interop.Live;

/// <summary>A fixture that runs once for each pairing of implementations.</summary>
[TestFixtureSource(typeof(Pairings), nameof(Pairings.All))]
internal abstract class LiveFixture(Implementation server, Implementation client)
{
    private readonly List<IDisposable> _disposables = [];

    protected Implementation ServerImplementation => server;

    protected Implementation ClientImplementation => client;

    [TearDown]
    public void DisposePairs()
    {
        foreach (IDisposable disposable in _disposables) disposable.Dispose();
        _disposables.Clear();
    }

    /// <summary>A pair that is not connected yet; the fixture disposes it.</summary>
    protected LivePair CreatePair(LiveHostOptions? serverOptions = null, LiveHostOptions? clientOptions = null, Func<int, ILink>? createLink = null)
    {
        serverOptions ??= new LiveHostOptions();
        LiveEnd serverEnd = Keep(new LiveEnd(LiveHosts.Bind(server, serverOptions)));
        LiveEnd clientEnd = Keep(new LiveEnd(LiveHosts.CreateClient(client, clientOptions ?? serverOptions)));
        return Keep(new LivePair(serverEnd, clientEnd, createLink));
    }

    /// <summary>A connected pair; the fixture disposes it.</summary>
    protected LivePair Connect(int channelCount = 1, uint data = 0, LiveHostOptions? options = null)
    {
        LivePair pair = CreatePair(options);
        pair.Connect(channelCount, data);
        return pair;
    }

    private T Keep<T>(T disposable)
        where T : IDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }
}
