namespace ManagedENet.Protocol.Memory;

/// <summary>
/// What a walk through everything that is there adds up, object by object. It looks at no counter of the ledger, so that tests can hold the one against the other.
/// </summary>
internal struct MemoryMeasure
{
    /// <summary>Pages of commands, their free places included.</summary>
    public long PageBytes;

    /// <summary>Blocks that hold something received.</summary>
    public long IncomingBlockBytes;

    /// <summary>Blocks that hold something to be sent.</summary>
    public long OutgoingBlockBytes;

    /// <summary>Blocks that the application owns.</summary>
    public long LentBlockBytes;

    /// <summary>Tables by number, rings, windows.</summary>
    public long TableBytes;

    /// <summary>Objects of channels and of packets in parts.</summary>
    public long ObjectBytes;

    /// <summary>Blocks and objects that wait to be used again.</summary>
    public long IdleBytes;

    /// <summary>Tables for those who are no connection yet.</summary>
    public long StrangerBytes;

    /// <summary>Everything.</summary>
    public readonly long Total => PageBytes + IncomingBlockBytes + OutgoingBlockBytes + LentBlockBytes + TableBytes + ObjectBytes + IdleBytes + StrangerBytes;

    /// <summary>What is held for connections, and the ledger must know of.</summary>
    public readonly long Held => PageBytes + IncomingBlockBytes + OutgoingBlockBytes + TableBytes + ObjectBytes;
}
