using System;
using ManagedENet.Protocol.Peers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>When a silent peer is asked for a sign of life.</summary>
public sealed partial class HostCore
{
    // However diligently the other side pings, our own measurements of the round trip must not grow old.
    private const int LongestSilenceIntervals = 10;

    // Requirement: REL-050, REL-051
    private bool IsPingDue(PeerCore peer) => peer.InFlight.IsEmpty && _nowMs >= NextPingMs(peer);

    /// <summary>The interval counts from the last acknowledgement; the side that was called leaves the asking to the other as long as that does it.</summary>
    // Requirement: REL-054, DEV-071
    private long NextPingMs(PeerCore peer)
    {
        uint intervalMs = peer.Liveness.PingIntervalMs;
        long dueMs = peer.Liveness.LastReceiveMs + intervalMs;
        if (!peer.WasAccepted || peer.Throttle.Value < peer.Throttle.Limit || Has(NativeQuirks.BothEndsPing)) return dueMs;
        long overdueMs = peer.RemotePings.OverdueMs(intervalMs, peer.Traffic.SentPackets);
        return Math.Max(dueMs, Math.Min(overdueMs, peer.Liveness.LastReceiveMs + ((long)LongestSilenceIntervals * intervalMs)));
    }
}
