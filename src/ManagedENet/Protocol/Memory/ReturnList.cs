using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Memory;

/// <summary>Blocks that came back on threads other than the pool's, linked by their numbers. Any thread adds, the pool's takes them all at once.</summary>
internal struct ReturnList
{
    // One more than the number, so that an empty list is the default value.
    private int _head;

    /// <summary>True when a block waits; may be late to say so.</summary>
    public readonly bool IsEmpty => _head == 0;

    /// <summary>Adds a block that nobody else touches.</summary>
    public void Add(PacketBlock block)
    {
        int head;
        do
        {
            head = Atomic.Read(ref _head);
            block.Next = head - 1;
        }
        while (!Atomic.TryChange(ref _head, head, block.Id + 1));
    }

    /// <summary>Takes the whole list; the number of its first block, or -1.</summary>
    public int TakeAll() => Atomic.Exchange(ref _head, 0) - 1;
}
