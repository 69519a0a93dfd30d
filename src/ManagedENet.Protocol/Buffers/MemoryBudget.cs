namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// Counts what one peer has queued in one direction, overhead included, against its own limit and the limit all peers share.
/// What the network makes us keep is charged here before it is kept.
/// </summary>
internal struct MemoryBudget
{
    /// <summary>What one queued command costs besides its payload: its entry in a slab, its share of a ring, its block's header.</summary>
    // Requirement: LIM-012
    public const int CommandOverheadBytes = 128;

    private long _used;

    /// <summary>Bytes charged now.</summary>
    public readonly long Used => _used;

    /// <summary>Charges <paramref name="bytes"/>; false, and nothing is charged, when a limit would be passed.</summary>
    // Requirement: LIM-012
    public bool TryCharge(long bytes, SharedBudget shared)
    {
        if (_used + bytes > shared.PeerLimit || shared.Used + bytes > shared.HostLimit) return false;
        _used += bytes;
        shared.Used += bytes;
        return true;
    }

    /// <summary>Gives back what was charged.</summary>
    public void Refund(long bytes, SharedBudget shared)
    {
        _used -= bytes;
        shared.Used -= bytes;
    }

    /// <summary>Gives back everything.</summary>
    public void Clear(SharedBudget shared)
    {
        shared.Used -= _used;
        _used = 0;
    }
}
