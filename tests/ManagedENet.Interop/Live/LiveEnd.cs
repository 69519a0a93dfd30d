using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Interop.Live;

/// <summary>One end of a pair: its host, its peer, and all that happened to it.</summary>
internal sealed class LiveEnd(ILiveHost host) : IDisposable
{
    // Native gives back one event per call; a flood must not starve the other end.
    private const int EventsPerRound = 64;

    private ILivePeer? _peer;

    public ILiveHost Host { get; } = host;

    /// <summary>The peer of the connection that was made last.</summary>
    public ILivePeer Peer
    {
        get => _peer ?? throw new InvalidOperationException("There is no connection yet.");
        set => _peer = value;
    }

    public List<LiveEvent> Events { get; } = [];

    public IEnumerable<LiveEvent> Packets => Events.Where(happened => happened.Type == ENetEventType.Receive);

    public IEnumerable<LiveEvent> Disconnects => Events.Where(happened => happened.Type == ENetEventType.Disconnect);

    public bool Has(ENetEventType type) => Events.Exists(happened => happened.Type == type);

    /// <summary>Services the host until nothing happens any more; waits at most so long for the first thing. True when something happened.</summary>
    public bool Service(int timeoutMs = 0)
    {
        bool any = false;
        for (int i = 0; i < EventsPerRound && Host.TryService(any ? 0 : timeoutMs, out LiveEvent? happened); i++)
        {
            any = true;
            Events.Add(happened);
            if (happened.Type == ENetEventType.Connect) _peer = happened.Peer;
        }

        return any;
    }

    public void Dispose() => Host.Dispose();
}
