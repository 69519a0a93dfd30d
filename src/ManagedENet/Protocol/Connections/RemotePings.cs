namespace ManagedENet.Protocol.Connections;

/// <summary>
/// The pings of the other side. A sender only pings while nothing of its own waits for an acknowledgement, so each ping with a new number says that what we sent before it
/// has arrived: as good a sign of life as an acknowledgement, and while they come, an idle end need not ping as well.
/// </summary>
internal struct RemotePings
{
    // Until then the smoothed round-trip time still leans on its first measurement.
    private const int AnswersForASettledRoundTrip = 8;

    private long _lastMs;
    private uint _sentPackets;
    private ushort _newest;
    private byte _answers;
    private bool _hasAny;

    /// <summary>Notes a ping. One that is repeated says nothing: the answer to it may be what is lost.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="number">Its number on the control channel.</param>
    /// <param name="sentPackets">How many packets we have queued for the other end so far.</param>
    public void Note(long nowMs, ushort number, long sentPackets)
    {
        if (_hasAny && number == _newest) return;
        _hasAny = true;
        _newest = number;
        _lastMs = nowMs;
        _sentPackets = (uint)sentPackets;
    }

    /// <summary>Notes that one of our own was answered.</summary>
    public void NoteAnswer()
    {
        if (_answers < AnswersForASettledRoundTrip) _answers++;
    }

    /// <summary>
    /// When the next one is overdue. False when we must ask ourselves: there was none, or our round-trip time has not settled, or we have queued packets since, and what
    /// those meet on the way is only learned by asking.
    /// </summary>
    public readonly bool TryGetOverdueMs(uint intervalMs, long sentPackets, out long overdueMs)
    {
        overdueMs = _lastMs + intervalMs + (intervalMs / 2);
        return _hasAny && _answers >= AnswersForASettledRoundTrip && _sentPackets == (uint)sentPackets;
    }
}
