using System;
using System.Diagnostics;
using System.Threading;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <content>The meter, which .NET has and netstandard2.1 has not.</content>
internal sealed partial class HostTelemetry
{
    private const long SampleIntervalUs = 1_000_000;

    private long _beganAt;
    private long _sampledUs;
    private int _pendingHandshakes;

    /// <summary>What tells the host apart from others; null where nothing does.</summary>
    public string? Name => _name;

    /// <summary>What it has counted.</summary>
    public HostCounters Counters => _core.Counters;

    /// <summary>Connections that are open.</summary>
    public long ActiveConnections => _core.ConnectedPeers;

    /// <summary>Strangers who have asked and not yet proved their address, as of a second ago.</summary>
    public long PendingHandshakes => Volatile.Read(ref _pendingHandshakes);

    /// <summary>What its transports have counted.</summary>
    public TransportStatistics Transport => _seat.Statistics;

    partial void Register() => HostMeter.Add(this);

    partial void Retire() => HostMeter.Remove(this);

    partial void BeginMeasure() => _beganAt = HostMeter.ServiceDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    partial void EndMeasure(PeerList peers, long nowUs)
    {
        if (_beganAt != 0)
        {
            HostMeter.Record(HostMeter.ServiceDuration, Stopwatch.GetElapsedTime(_beganAt).TotalSeconds, _name);
            _beganAt = 0;
        }

        if (!HostMeter.IsSampled || nowUs - _sampledUs < SampleIntervalUs) return;
        _sampledUs = nowUs;
        Sample(peers);
    }

    partial void NoteEnd(ENetPeer peer, ENetDisconnectReason reason, long nowUs)
    {
        if (peer.ConnectedAtUs is not { } beganUs) return;
        peer.ConnectedAtUs = null;
        if (HostMeter.ConnectionDuration.Enabled) HostMeter.RecordDuration((nowUs - beganUs) / 1_000_000.0, _name, reason);
    }

    // Once a second, and only where somebody looks: the one walk over all peers that there is.
    private void Sample(PeerList peers)
    {
        Volatile.Write(ref _pendingHandshakes, _core.PendingHandshakes);
        foreach (ENetPeer peer in peers.All)
        {
            Connection connection = peer.Connection;
            if (connection.State != ENetPeerState.Connected) continue;
            HostMeter.Record(HostMeter.RoundTripTime, connection.RoundTripTimeUs / 1_000_000.0, _name);
            HostMeter.Record(HostMeter.Window, connection.WindowBytes, _name);
        }
    }
}
