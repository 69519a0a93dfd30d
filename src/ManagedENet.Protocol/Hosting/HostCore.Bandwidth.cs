using System;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The redistribution of bandwidth: once a second the throttles of the peers are fitted to the limits, and after a change everybody is told. While nobody has a
/// limit and nothing has changed, a round looks at no peer at all. All products are 64 bits wide.
/// </summary>
public sealed partial class HostCore
{
    private uint _incomingBandwidth;
    private uint _outgoingBandwidth;
    private long _bandwidthEpochMs;
    private int _bandwidthRound;
    private int _limitedPeers;
    private bool _mustAnnounce;
    private bool _throttlesAreLimited;

    /// <summary>Number of the running second; what a peer has sent is counted within it.</summary>
    internal int BandwidthRound => _bandwidthRound;

    private bool HasLimits => _outgoingBandwidth != 0 || _limitedPeers > 0 || _throttlesAreLimited;

    private long NextBandwidthRoundMs =>
        ConnectedPeers > 0 && (_mustAnnounce || HasLimits) ? _bandwidthEpochMs + ProtocolConstants.BandwidthIntervalMs : ProtocolTime.Never;

    // Requirement: FLW-070
    private void RecalculateBandwidth() => _mustAnnounce = true;

    // Requirement: FLW-060
    private void RunBandwidthRound()
    {
        long elapsedMs = _nowMs - _bandwidthEpochMs;
        if (elapsedMs < ProtocolConstants.BandwidthIntervalMs) return;
        _bandwidthEpochMs = _nowMs;
        if (ConnectedPeers == 0) return;
        if (HasLimits) FitThrottles(elapsedMs);
        _bandwidthRound++;
        if (!_mustAnnounce) return;
        _mustAnnounce = false;
        AnnounceLimits();
    }

    // Peers whose own limit is lower than their fair share get a throttle of their own and leave the rest to the others, until nobody does any more.
    // Requirement: FLW-062, LIM-024
    private void FitThrottles(long elapsedMs)
    {
        bool isLimited = _outgoingBandwidth != 0;
        // Requirement: FLW-061
        ulong budget = isLimited ? Times(_outgoingBandwidth, (ulong)elapsedMs) / 1000 : ulong.MaxValue;
        ulong total = isLimited ? TotalOutgoing() : 0;
        int remaining = ConnectedPeers;
        bool mustAdjust = _limitedPeers > 0;
        _throttlesAreLimited = false;
        while (remaining > 0 && mustAdjust)
        {
            mustAdjust = false;
            ulong share = FairShare(total, budget);
            for (int slot = 0; slot < _peers.HighWater; slot++)
            {
                PeerCore? peer = ConnectedPeer(slot);
                if (peer is null || peer.IncomingBandwidth == 0 || peer.OutgoingBandwidthEpochMs == _nowMs) continue;
                ulong own = Times(peer.IncomingBandwidth, (ulong)elapsedMs) / 1000;
                ulong sent = (ulong)peer.Totals.Outgoing(_bandwidthRound);
                if (Times(share, sent) / ProtocolConstants.ThrottleScale <= own) continue;
                peer.Throttle.SetLimit((uint)Math.Max(Times(own, ProtocolConstants.ThrottleScale) / sent, 1));
                peer.OutgoingBandwidthEpochMs = _nowMs;
                _throttlesAreLimited = true;
                mustAdjust = true;
                remaining--;
                budget -= isLimited ? Math.Min(own, budget) : 0;
                total -= Math.Min(own, total);
            }
        }

        if (remaining > 0) FitOthers((uint)FairShare(total, budget));
    }

    // Requirement: FLW-063
    private void FitOthers(uint share)
    {
        _throttlesAreLimited |= share < ProtocolConstants.ThrottleScale;
        for (int slot = 0; slot < _peers.HighWater; slot++)
        {
            PeerCore? peer = ConnectedPeer(slot);
            if (peer is not null && peer.OutgoingBandwidthEpochMs != _nowMs) peer.Throttle.SetLimit(share);
        }
    }

    // Requirement: FLW-072
    private void AnnounceLimits()
    {
        ulong limit = 0;
        if (_incomingBandwidth != 0) limit = ShareIncoming();
        for (int slot = 0; slot < _peers.HighWater; slot++)
        {
            PeerCore? peer = ConnectedPeer(slot);
            if (peer is null) continue;
            int index = NewCommand(CommandKind.BandwidthLimit, ProtocolConstants.ControlChannel);
            ref OutgoingCommand command = ref _stores.Outgoing[index];
            command.First = peer.IncomingBandwidthEpochMs == _nowMs ? peer.OutgoingBandwidth : (uint)limit;
            command.Second = _outgoingBandwidth;
            EnqueueControl(peer, index);
        }
    }

    // Peers that send less than their share leave the rest to the others.
    // Requirement: FLW-071
    private ulong ShareIncoming()
    {
        ulong budget = _incomingBandwidth;
        ulong limit = 0;
        int remaining = ConnectedPeers;
        for (bool mustAdjust = true; remaining > 0 && mustAdjust;)
        {
            mustAdjust = false;
            limit = budget / (ulong)remaining;
            for (int slot = 0; slot < _peers.HighWater; slot++)
            {
                PeerCore? peer = ConnectedPeer(slot);
                if (peer is null || peer.IncomingBandwidthEpochMs == _nowMs) continue;
                // Requirement: FLW-073, DEV-049
                bool wantsMore = peer.OutgoingBandwidth == 0 ? Options.KeepIncomingLimit : peer.OutgoingBandwidth >= limit;
                if (wantsMore) continue;
                peer.IncomingBandwidthEpochMs = _nowMs;
                mustAdjust = true;
                remaining--;
                budget -= Math.Min(peer.OutgoingBandwidth, budget);
            }
        }

        return limit;
    }

    private ulong TotalOutgoing()
    {
        ulong total = 0;
        for (int slot = 0; slot < _peers.HighWater; slot++)
        {
            PeerCore? peer = ConnectedPeer(slot);
            if (peer is not null) total += (ulong)peer.Totals.Outgoing(_bandwidthRound);
        }

        return total;
    }

    private ulong FairShare(ulong total, ulong budget) =>
        total <= budget ? ProtocolConstants.ThrottleScale : Times(budget, ProtocolConstants.ThrottleScale) / total;

    // Requirement: FLW-064, DEV-048
    private ulong Times(ulong value, ulong factor) => Has(NativeQuirks.BandwidthsWrap) ? (uint)value * (uint)factor : value * factor;

    private PeerCore? ConnectedPeer(int slot)
    {
        PeerCore? peer = _peers[slot];
        return peer is not null && PeerTransitions.IsConnected(peer.Phase) && !peer.IsLeavingAtOnce ? peer : null;
    }
}
