using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The redistribution of bandwidth: once a second the throttles of the connections are fitted to the limits, and after a change everybody is told. While nobody has a
/// limit and nothing has changed, a round looks at no connection at all. All products are 64 bits wide.
/// </summary>
internal sealed class BandwidthShares
{
    private const long IntervalUs = (long)ProtocolConstants.BandwidthIntervalMs * ProtocolTime.UsPerMs;

    private readonly Surroundings _surroundings;
    private readonly Slots _slots;
    private readonly IncomingShares _incoming;
    private readonly bool _wraps;
    private long _epochUs;
    private bool _throttlesAreLimited;

    /// <summary>The shares of a host.</summary>
    /// <param name="surroundings">Limits, counts and the time.</param>
    /// <param name="slots">The connections.</param>
    /// <param name="keepsIncomingLimit">Connections whose other end announces no limit keep their share of this host's.</param>
    /// <param name="wraps">Native's way: products wrap at 32 bits.</param>
    public BandwidthShares(Surroundings surroundings, Slots slots, bool keepsIncomingLimit, bool wraps)
    {
        _surroundings = surroundings;
        _slots = slots;
        _incoming = new IncomingShares(keepsIncomingLimit);
        _wraps = wraps;
        _epochUs = surroundings.NowUs;
    }

    /// <summary>When the next run has something to do, microseconds.</summary>
    public long NextRunUs =>
        _surroundings.ConnectedCount > 0 && (_surroundings.MustAnnounceLimits || HasLimits) ? _epochUs + IntervalUs : ProtocolTime.Never;

    /// <summary>How many times a slot was looked at so far, for tests.</summary>
    internal long Looks { get; private set; }

    private bool HasLimits => ThinsByLimit || _surroundings.LimitedCount > 0 || _throttlesAreLimited;

    // What waits for the line is not thinned as well.
    private bool ThinsByLimit => _surroundings.OutgoingBandwidth != 0 && !_surroundings.Sending.Line.IsPaced;

    /// <summary>Once at the start of each service round: does its work when a second is over.</summary>
    // Requirement: FLW-060
    public void Run()
    {
        long nowUs = _surroundings.NowUs;
        long elapsedUs = nowUs - _epochUs;
        if (elapsedUs < IntervalUs) return;
        _epochUs = nowUs;
        if (_surroundings.ConnectedCount == 0) return;
        if (HasLimits) FitThrottles(elapsedUs / ProtocolTime.UsPerMs);
        _surroundings.Sending.BandwidthRound++;
        if (!_surroundings.MustAnnounceLimits) return;
        _surroundings.MustAnnounceLimits = false;
        AnnounceLimits();
    }

    // Connections whose own limit is lower than their fair share get a throttle of their own and leave the rest to the others, until nobody does any more. What they can
    // take is taken off both the budget and the total, which makes the share of the others smaller and not larger: the second round finds nobody. Only products that wrap,
    // as native's do, can make more rounds of it.
    // Requirement: FLW-062, LIM-024
    private void FitThrottles(long elapsedMs)
    {
        bool isLimited = ThinsByLimit;
        // Requirement: FLW-061
        ulong budget = isLimited ? Times(_surroundings.OutgoingBandwidth, (ulong)elapsedMs) / 1000 : ulong.MaxValue;
        ulong total = isLimited ? TotalQueued() : 0;
        int remaining = _surroundings.ConnectedCount;
        bool mustAdjust = _surroundings.LimitedCount > 0;
        _throttlesAreLimited = false;
        while (remaining > 0 && mustAdjust)
        {
            mustAdjust = false;
            ulong share = FairShare(total, budget);
            for (int slot = 0; slot < _slots.HighWater; slot++)
            {
                Connection? connection = Open(slot);
                if (connection is null || connection.IncomingBandwidth == 0 || connection.OutgoingShareUs == _epochUs) continue;
                ulong own = Times(connection.IncomingBandwidth, (ulong)elapsedMs) / 1000;
                ulong sent = (ulong)connection.QueuedInRound;
                if (Times(share, sent) / ProtocolConstants.ThrottleScale <= own) continue;
                connection.SetThrottleLimit((uint)Math.Max(Times(own, ProtocolConstants.ThrottleScale) / sent, 1));
                connection.OutgoingShareUs = _epochUs;
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
        for (int slot = 0; slot < _slots.HighWater; slot++)
        {
            Connection? connection = Open(slot);
            if (connection is not null && connection.OutgoingShareUs != _epochUs) connection.SetThrottleLimit(share);
        }
    }

    // Requirement: FLW-072
    private void AnnounceLimits()
    {
        bool isShared = _surroundings.IncomingBandwidth != 0;
        if (isShared) ShareIncoming();
        for (int slot = 0; slot < _slots.HighWater; slot++)
        {
            Connection? connection = Open(slot);
            if (connection is null) continue;
            connection.AnnounceLimits(isShared ? _incoming.ShareOf(connection.OutgoingBandwidth) : 0, _surroundings.OutgoingBandwidth);
        }
    }

    // Requirement: FLW-071
    private void ShareIncoming()
    {
        _incoming.Clear(_slots.HighWater);
        for (int slot = 0; slot < _slots.HighWater; slot++)
        {
            if (Open(slot) is { } connection) _incoming.Add(connection.OutgoingBandwidth);
        }

        _incoming.Divide(_surroundings.IncomingBandwidth, _surroundings.ConnectedCount);
    }

    private ulong TotalQueued()
    {
        ulong total = 0;
        for (int slot = 0; slot < _slots.HighWater; slot++)
        {
            Connection? connection = Open(slot);
            if (connection is not null) total += (ulong)connection.QueuedInRound;
        }

        return total;
    }

    private ulong FairShare(ulong total, ulong budget) =>
        total <= budget ? ProtocolConstants.ThrottleScale : Times(budget, ProtocolConstants.ThrottleScale) / total;

    // Requirement: FLW-064, DEV-048
    private ulong Times(ulong value, ulong factor) => _wraps ? (uint)value * (uint)factor : value * factor;

    private Connection? Open(int slot)
    {
        Looks++;
        return _slots[slot] is { TakesPartInBandwidth: true } connection ? connection : null;
    }
}
