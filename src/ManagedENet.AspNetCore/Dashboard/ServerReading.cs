using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.AspNetCore;

/// <summary>What was seen of one server in one look. It is used again for the next look, unless the network thread may still write to it.</summary>
internal sealed class ServerReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    private readonly List<PeerReading> _peers = [];
    private readonly List<double> _roundTrips = [];

    /// <summary>Nobody writes to it.</summary>
    public bool IsFree { get; private set; } = true;

    public string Name { get; private set; } = "";

    public string EndPoint { get; private set; } = "";

    /// <summary>How it is: running, silent (its network thread does not answer), stopped, or failed.</summary>
    public string State { get; private set; } = "";

    public string Transport { get; private set; } = "";

    public int PeerLimit { get; private set; }

    public ENetStatistics? Statistics { get; private set; }

    /// <summary>The peers, those with most traffic first.</summary>
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
            await runner.InvokeAsync(static (host, self) => self.Look(host), this, patience.Token).ConfigureAwait(false);
            // A runner that completes its tasks on the network thread must not go on with the sample there.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            (State, IsFree) = ("running", true);
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
            (State, IsFree) = (runner.Completion.IsFaulted ? "failed" : "stopped", true);
            _peers.Clear();
            _roundTrips.Clear();
        }
    }

    private bool Look(ENetHost host)
    {
        _peers.Clear();
        Statistics = host.Statistics;
        Transport = host.Statistics.TransportName;
        PeerLimit = host.PeerLimit;
        foreach (ENetPeer peer in host.Peers)
        {
            if (peer.State is ENetPeerState.Connected or ENetPeerState.DisconnectLater) _peers.Add(PeerReading.Of(peer));
        }

        return true;
    }

    private double Percentile(double share) => _roundTrips.Count == 0 ? 0 : _roundTrips[(int)Math.Min(_roundTrips.Count - 1, Math.Ceiling(_roundTrips.Count * share) - 1)];
}
