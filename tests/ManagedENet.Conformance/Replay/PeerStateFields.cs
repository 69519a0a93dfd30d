using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Peers;

namespace ManagedENet.Conformance.Replay;

/// <summary>The fields of a state line, each with the property of a peer that must say the same.</summary>
internal static class PeerStateFields
{
    public static readonly IReadOnlyDictionary<string, Func<PeerCore, long>> ByName = new Dictionary<string, Func<PeerCore, long>>(StringComparer.Ordinal)
    {
        ["state"] = peer => (long)peer.State,
        ["rtt"] = peer => peer.RoundTripTimeMs,
        ["rttvar"] = peer => peer.RoundTripTimeVarianceMs,
        ["last_rtt"] = peer => peer.LastRoundTripTimeMs,
        ["last_rttvar"] = peer => peer.LastRoundTripTimeVarianceMs,
        ["lowest_rtt"] = peer => peer.LowestRoundTripTimeMs,
        ["highest_rttvar"] = peer => peer.HighestRoundTripTimeVarianceMs,
        ["throttle"] = peer => peer.PacketThrottle,
        ["throttle_limit"] = peer => peer.PacketThrottleLimit,
        ["loss"] = peer => peer.PacketLoss,
        ["loss_var"] = peer => peer.PacketLossVariance,
        ["lost"] = peer => peer.PacketsLost,
        ["sent"] = peer => peer.PacketsSent,
        ["in_transit"] = peer => peer.ReliableBytesInTransit,
        ["window"] = peer => peer.WindowBytes,
        ["mtu"] = peer => peer.MtuBytes,
        ["channels"] = peer => peer.ChannelCount,
        ["out_session"] = peer => peer.OutgoingSessionId,
        ["in_session"] = peer => peer.IncomingSessionId,
        ["out_peer"] = peer => peer.OutgoingPeerId,
        ["in_bw"] = peer => peer.IncomingBandwidth,
        ["out_bw"] = peer => peer.OutgoingBandwidth,
        ["connect_id"] = peer => ConnectIdOrder.FromCore(peer.ConnectId),
    };

    public static bool IsHex(string field) => field is "connect_id" or "data";
}
