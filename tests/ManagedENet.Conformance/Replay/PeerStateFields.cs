using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Conformance.Replay;

/// <summary>The fields of a state line, each with the property of a peer that must say the same.</summary>
internal static class PeerStateFields
{
    public static readonly IReadOnlyDictionary<string, Func<Connection, long>> ByName = new Dictionary<string, Func<Connection, long>>(StringComparer.Ordinal)
    {
        ["state"] = peer => (long)peer.State,
        ["rtt"] = peer => NativeFacts.RoundTrip(peer, peer.RoundTripTimeMs),
        ["rttvar"] = peer => NativeFacts.UnlessOver(peer, peer.RoundTripTimeVarianceMs),
        ["last_rtt"] = peer => NativeFacts.RoundTrip(peer, peer.LastRoundTripTimeMs),
        ["last_rttvar"] = peer => NativeFacts.UnlessOver(peer, peer.LastRoundTripTimeVarianceMs),
        ["lowest_rtt"] = peer => NativeFacts.RoundTrip(peer, peer.LowestRoundTripTimeMs),
        ["highest_rttvar"] = peer => NativeFacts.UnlessOver(peer, peer.HighestRoundTripTimeVarianceMs),
        ["throttle"] = peer => NativeFacts.Throttle(peer, peer.PacketThrottle),
        ["throttle_limit"] = peer => NativeFacts.Throttle(peer, peer.PacketThrottleLimit),
        ["loss"] = peer => NativeFacts.UnlessOver(peer, peer.PacketLoss),
        ["loss_var"] = peer => NativeFacts.UnlessOver(peer, peer.PacketLossVariance),
        ["lost"] = peer => NativeFacts.UnlessOver(peer, peer.PacketsLost),
        ["sent"] = peer => NativeFacts.UnlessOver(peer, peer.PacketsSent),
        ["in_transit"] = peer => peer.ReliableBytesInTransit,
        ["window"] = peer => NativeFacts.UnlessOver(peer, peer.WindowBytes, 65_536),
        ["mtu"] = peer => peer.MtuBytes,
        ["channels"] = NativeFacts.Channels,
        ["out_session"] = peer => peer.OutgoingSessionId,
        ["in_session"] = peer => peer.IncomingSessionId,
        ["out_peer"] = peer => NativeFacts.UnlessOver(peer, peer.OutgoingPeerId, 0xFFF),
        ["in_bw"] = peer => NativeFacts.UnlessOver(peer, peer.IncomingBandwidth),
        ["out_bw"] = peer => NativeFacts.UnlessOver(peer, peer.OutgoingBandwidth),
        ["connect_id"] = peer => NativeFacts.UnlessOver(peer, ConnectIdOrder.FromCore(peer.ConnectId)),
    };

    public static bool IsHex(string field) => field is "connect_id" or "data";
}
