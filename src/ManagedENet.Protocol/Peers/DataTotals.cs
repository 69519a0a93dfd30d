namespace ManagedENet.Protocol.Peers;

/// <summary>Bytes in each direction since the last redistribution of bandwidth. A stamp makes forgetting them free for peers that nobody looks at.</summary>
internal struct DataTotals
{
    private long _incoming;
    private long _outgoing;
    private int _round;

    public void AddIncoming(long bytes, int round)
    {
        Refresh(round);
        _incoming += bytes;
    }

    public void AddOutgoing(long bytes, int round)
    {
        Refresh(round);
        _outgoing += bytes;
    }

    public long Outgoing(int round)
    {
        Refresh(round);
        return _outgoing;
    }

    // Requirement: FLW-051
    private void Refresh(int round)
    {
        if (_round == round) return;
        _round = round;
        _incoming = 0;
        _outgoing = 0;
    }
}
