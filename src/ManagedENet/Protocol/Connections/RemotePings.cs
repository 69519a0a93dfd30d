using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Connections;

/// <summary>
/// The pings of the other side. A sender only pings while nothing of its own waits for an acknowledgement, so each ping with a new number says that what we sent before it
/// has arrived: as good a sign of life as an acknowledgement, and while they come, an idle end need not ping as well.
/// </summary>
internal struct RemotePings
{
    // Until then the smoothed round-trip time still leans on its first measurement.
    private const int AnswersForASettledRoundTrip = 8;

    // However diligently the other side pings, our own measurements of the round trip must not grow old.
    private const int LongestSilenceIntervals = 10;

    private long _lastUs;
    private uint _sentPackets;
    private ushort _newest;
    private byte _answers;
    private bool _hasAny;

    /// <summary>Notes a ping. One that is repeated says nothing: the answer to it may be what is lost.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="number">Its number on the control channel.</param>
    /// <param name="sentPackets">How many packets we have queued for the other end so far.</param>
    public void Note(long nowUs, ushort number, long sentPackets)
    {
        if (_hasAny && number == _newest) return;
        _hasAny = true;
        _newest = number;
        _lastUs = nowUs;
        _sentPackets = (uint)sentPackets;
    }

    /// <summary>Notes that one of our own was answered.</summary>
    public void NoteAnswer()
    {
        if (_answers < AnswersForASettledRoundTrip) _answers++;
    }

    /// <summary>
    /// When to ask ourselves, on an end that leaves the asking to the other: when that is overdue. At once where there was no ping yet, or our round-trip time has not settled,
    /// or we have queued packets since, and what those meet on the way is only learned by asking.
    /// </summary>
    /// <param name="lastUs">When something of ours was acknowledged last.</param>
    /// <param name="intervalMs">The interval of pings.</param>
    /// <param name="sentPackets">How many packets we have queued for the other end so far.</param>
    public readonly long NextOwnUs(long lastUs, uint intervalMs, long sentPackets)
    {
        long intervalUs = (long)intervalMs * ProtocolTime.UsPerMs;
        long dueUs = lastUs + intervalUs;
        if (!_hasAny || _answers < AnswersForASettledRoundTrip || _sentPackets != (uint)sentPackets) return dueUs;
        long overdueUs = _lastUs + intervalUs + (intervalUs / 2);
        return Math.Max(dueUs, Math.Min(overdueUs, lastUs + (LongestSilenceIntervals * intervalUs)));
    }
}
