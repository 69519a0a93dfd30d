using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Transports;

namespace ManagedENet.LongRuns.Shards;

/// <summary>Hosts whose load is made on their own threads: a bare one, and sharded ones.</summary>
internal sealed class InMemory : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly ENetHostOptions Options = new();

    private readonly DrivenTransport[] _transports;
    private readonly Tally[] _tallies;
    private readonly ENetShardedHost? _sharded;
    private readonly Thread? _bare;
    private int _isOver;
    private double _bareNs;

    private InMemory(int shards, bool isBare)
    {
        _transports = [.. Enumerable.Range(0, shards).Select(_ => DrivenTransport.Open())];
        _tallies = [.. Enumerable.Range(0, shards).Select(_ => new Tally())];
        if (!isBare)
        {
            _sharded = ENetShardedHost.Start(ShardSet.Over([.. _transports.Select(transport => (IDatagramTransport)transport)], new PortSteering(shards, 1), Options), shard => new Tally.Handler(_tallies[shard.Number]), Options);
            return;
        }

        _bare = new Thread(ServeBare) { IsBackground = true };
        _bare.Start();
    }

    /// <summary>One host without shards.</summary>
    public static InMemory Bare() => new(1, isBare: true);

    /// <summary>A sharded one.</summary>
    public static InMemory Sharded(int shards) => new(shards, isBare: false);

    /// <summary>Moves so many messages in each shard: messages of all of them in a second, and nanoseconds of processor time for each, client included.</summary>
    public (double PerSecond, double Ns) Run(long messages)
    {
        double before = TimeNs();
        foreach (Tally tally in _tallies) tally.Want(messages);
        long start = Stopwatch.GetTimestamp();
        foreach (DrivenTransport transport in _transports) transport.Drive(messages);
        foreach (Tally tally in _tallies) tally.Await(Patience);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        // The bare host says its time when its service call has returned.
        Thread.Sleep(50);
        double all = messages * _tallies.Length;
        return (all / seconds, (TimeNs() - before) / all);
    }

    public void Dispose()
    {
        Volatile.Write(ref _isOver, 1);
        _sharded?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _bare?.Join();
    }

    // The bare host has no way to be asked: it says it whenever its service call returns.
    private double TimeNs() => _sharded is not null ? ThreadTime.OfAllNs(_sharded) : Volatile.Read(ref _bareNs);

    private void ServeBare()
    {
        using var host = new ENetHost(_transports[0], Options);
        var handler = new Tally.Handler(_tallies[0]);
        while (Volatile.Read(ref _isOver) == 0)
        {
            host.Service(TimeSpan.FromMilliseconds(20), ref handler);
            if (_tallies[0].IsDone) Volatile.Write(ref _bareNs, ThreadTime.NowNs());
        }
    }
}
