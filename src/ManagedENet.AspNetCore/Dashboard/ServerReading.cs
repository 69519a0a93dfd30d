using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.AspNetCore;

/// <summary>What was seen of one server in one look. It is used again for the next look, unless a network thread may still write to it.</summary>
internal sealed class ServerReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private readonly List<ShardReading> _shards = [];
    private readonly List<PeerReading> _peers = [];
    private readonly List<double> _roundTrips = [];

    /// <summary>Nobody writes to it.</summary>
    public bool IsFree { get; private set; } = true;

    public string Name { get; private set; } = "";

    public string EndPoint { get; private set; } = "";

    /// <summary>How it is: running, silent (a network thread of it does not answer), stopped, or failed.</summary>
    public string State { get; private set; } = "";

    public string Transport { get; private set; } = "";

    public int PeerLimit { get; private set; }

    public ENetStatistics? Statistics { get; private set; }

    /// <summary>The peers of all shards, those with most traffic first.</summary>
    public IReadOnlyList<PeerReading> Peers => _peers;

    /// <summary>The round trip that half of the peers stay below, in milliseconds; 0 without peers.</summary>
    public double MedianRoundTripMs => Percentile(0.5);

    /// <summary>The round trip that 95 of 100 peers stay below, in milliseconds; 0 without peers.</summary>
    public double HighRoundTripMs => Percentile(0.95);

    /// <summary>Looks at a server.</summary>
    public async Task TakeAsync(string name, ENetHostRunner runner)
    {
        (Name, EndPoint, IsFree) = (name, runner.LocalEndPoint.ToString(), false);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await LookAsync(runner, patience.Token).ConfigureAwait(false);
            // A runner that completes its tasks on the network thread must not go on with the sample there.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            (State, IsFree) = ("running", true);
            Gather(runner);
            _peers.Sort(static (one, other) => (other.SentBytes + other.ReceivedBytes).CompareTo(one.SentBytes + one.ReceivedBytes));
            _roundTrips.Clear();
            foreach (PeerReading peer in _peers) _roundTrips.Add(peer.RoundTripMs);
            _roundTrips.Sort();
        }
        catch (OperationCanceledException)
        {
            State = "silent";
        }
        catch (ObjectDisposedException)
        {
            // One shard may have ended while another does not answer, and writes to it later.
            (State, IsFree) = (runner.Completion.IsFaulted ? "failed" : "stopped", !patience.IsCancellationRequested);
            _peers.Clear();
            _roundTrips.Clear();
        }
    }

    private Task LookAsync(ENetHostRunner runner, CancellationToken patience)
    {
        var looks = new Task[runner.Shards.Count];
        for (int i = 0; i < looks.Length; i++)
        {
            if (_shards.Count == i) _shards.Add(new ShardReading());
            looks[i] = runner.Shards[i].InvokeAsync(static (host, shard) => shard.Look(host), _shards[i], patience).AsTask();
        }

        return Task.WhenAll(looks);
    }

    private void Gather(ENetHostRunner runner)
    {
        Statistics = runner.Statistics;
        Transport = Statistics.TransportName;
        PeerLimit = 0;
        _peers.Clear();
        foreach (ShardReading shard in _shards)
        {
            PeerLimit += shard.PeerLimit;
            _peers.AddRange(shard.Peers);
        }
    }

    private double Percentile(double share) => _roundTrips.Count == 0 ? 0 : _roundTrips[(int)Math.Min(_roundTrips.Count - 1, Math.Ceiling(_roundTrips.Count * share) - 1)];
}
