namespace ManagedENet.Protocol.Sending;

/// <summary>Bytes queued since the last redistribution of bandwidth. A stamp makes forgetting them free for connections that nobody looks at.</summary>
internal struct OutgoingTotal
{
    private long _bytes;
    private int _round;

    /// <summary>Adds to what was queued in this round.</summary>
    // Requirement: FLW-051
    public void Add(long bytes, int round)
    {
        if (_round != round)
        {
            _round = round;
            _bytes = 0;
        }

        _bytes += bytes;
    }

    /// <summary>What was queued in this round.</summary>
    public readonly long Of(int round) => _round == round ? _bytes : 0;
}
