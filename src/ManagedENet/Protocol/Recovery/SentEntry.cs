namespace ManagedENet.Protocol.Recovery;

/// <summary>What a policy of retransmission is told of an overdue entry.</summary>
internal readonly struct SentEntry
{
    public SentEntry(long sentTimeUs, long retransmitAfterUs, int attempts, uint firstLimit, bool isOpening)
    {
        SentTimeUs = sentTimeUs;
        RetransmitAfterUs = retransmitAfterUs;
        Attempts = attempts;
        FirstLimit = firstLimit;
        IsOpening = isOpening;
    }

    /// <summary>When it was sent last.</summary>
    public long SentTimeUs { get; }

    /// <summary>How long it was waited for.</summary>
    public long RetransmitAfterUs { get; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; }

    /// <summary>The time-out limit at its first sending.</summary>
    public uint FirstLimit { get; }

    /// <summary>It opens the connection: nobody has answered yet.</summary>
    public bool IsOpening { get; }
}
