namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Slots in buckets: four bytes for each, and nothing is allocated when somebody comes. Who is meant is told by whoever asks, who looks at the connections of a bucket.
/// </summary>
/// <remarks>
/// Each bucket is a list with the newest in front; numbers are slots plus one, 0 ends a list.
/// <code>
///   heads[bucket]  -->  newest  -->  older  -->  oldest
/// </code>
/// </remarks>
internal readonly struct SlotBuckets
{
    private readonly ushort[] _heads;
    private readonly ushort[] _next;

    /// <summary>Empty buckets.</summary>
    /// <param name="slots">Slots that there are.</param>
    /// <param name="buckets">How many.</param>
    public SlotBuckets(int slots, int buckets)
    {
        _heads = new ushort[buckets];
        _next = new ushort[slots];
    }

    /// <summary>How many there are.</summary>
    public int Count => _heads.Length;

    /// <summary>Buckets for hashes, at least one for each slot.</summary>
    public static SlotBuckets ForHashes(int slots)
    {
        int buckets = 1;
        while (buckets < slots) buckets *= 2;
        return new SlotBuckets(slots, buckets);
    }

    /// <summary>The bucket of a hash.</summary>
    public int Of(ulong hash) => (int)(hash & (ulong)(_heads.Length - 1));

    /// <summary>The newest slot of a bucket, or -1.</summary>
    public int First(int bucket) => _heads[bucket] - 1;

    /// <summary>The slot behind another one, or -1.</summary>
    public int Next(int slot) => _next[slot] - 1;

    /// <summary>Adds a slot that is in no bucket.</summary>
    public void Add(int slot, int bucket)
    {
        _next[slot] = _heads[bucket];
        _heads[bucket] = (ushort)(slot + 1);
    }

    /// <summary>Takes a slot out of its bucket.</summary>
    public void Remove(int slot, int bucket)
    {
        ref ushort link = ref _heads[bucket];
        while (link != slot + 1)
        {
            if (link == 0) return;
            link = ref _next[link - 1];
        }

        link = _next[slot];
    }
}
