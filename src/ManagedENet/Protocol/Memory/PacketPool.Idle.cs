using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Memory;

/// <content>What waits to be used again: it follows what was in use a short while ago.</content>
internal sealed partial class PacketPool
{
    private const int ViewClass = SizeClasses.Unpooled + 1;

    private readonly IdleList[] _idle = new IdleList[ViewClass + 1];
    private int _ownerThreadId;
    private ReturnList _returned;

    /// <summary>Bytes that wait to be used again, overhead included.</summary>
    public long RetainedBytes { get; private set; }

    /// <summary>Blocks that are rented now.</summary>
    public int RentedBlocks
    {
        get
        {
            int rented = _blocks.Count;
            foreach (IdleList idle in _idle) rented -= idle.Count.Count;
            return rented;
        }
    }

    /// <summary>The calling thread is the one that uses the pool from now on. Also takes in what other threads gave back.</summary>
    public void Attach()
    {
        _ownerThreadId = Environment.CurrentManagedThreadId;
        DrainReturned();
    }

    /// <summary>The ownership of the application has ended, on whatever thread.</summary>
    // Requirement: LIM-033
    public void EndOwnership(PacketBlock block)
    {
        if (_ownerThreadId == Environment.CurrentManagedThreadId) Disown(block);
        else _returned.Add(block);
    }

    /// <summary>Called now and then: lets go of what was not needed in this epoch and the one before.</summary>
    public void EndEpoch()
    {
        for (int sizeClass = 0; sizeClass < _idle.Length; sizeClass++)
        {
            for (int surplus = _idle[sizeClass].Count.EndEpoch(); surplus > 0; surplus--) DropIdle(ref _idle[sizeClass]);
        }

        _blocks.EndEpoch();
    }

    /// <summary>Counts all blocks, by who holds them.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        MemoryMeasure sum = measure;
        _blocks.Visit(block =>
        {
            long bytes = PacketBlock.ObjectBytes + (block.SizeClass == ViewClass ? 0 : ObjectBytes.Array(block.Buffer.Length));
            switch (block.Holder)
            {
                case BlockHolder.Incoming:
                    sum.IncomingBlockBytes += bytes;
                    break;
                case BlockHolder.Outgoing:
                    sum.OutgoingBlockBytes += bytes;
                    break;
                case BlockHolder.Application:
                    sum.LentBlockBytes += bytes;
                    break;
                default:
                    sum.IdleBytes += bytes;
                    break;
            }
        });
        measure = sum;
    }

    // Lets go of what waits until this many bytes have been freed, or nothing waits any more.
    private void FreeIdle(long bytes)
    {
        long wanted = Math.Max(RetainedBytes - bytes, 0);
        while (RetainedBytes > wanted) DropIdle(ref _idle[LargestIdle()]);
    }

    private void Disown(PacketBlock block)
    {
        block.IsOwned = false;
        if (block.ReferenceCount == 0) Retain(block);
    }

    private bool DrainReturned()
    {
        if (_returned.IsEmpty) return false;
        for (int id = _returned.TakeAll(); id >= 0;)
        {
            PacketBlock block = _blocks[id];
            id = block.Next;
            Disown(block);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PacketBlock TakeIdle(ref IdleList idle)
    {
        PacketBlock block = _blocks[idle.Head];
        idle.Head = block.Next;
        idle.Count.Take();
        RetainedBytes -= idle.Cost;
        return block;
    }

    private void Retain(PacketBlock block)
    {
        ref IdleList idle = ref _idle[block.SizeClass];
        block.Holder = BlockHolder.Nobody;
        if (RetainedBytes + block.Cost > _retainedLimitBytes || block.SizeClass == SizeClasses.Unpooled)
        {
            if (block.SizeClass == SizeClasses.Unpooled || !TryMakeRoomFor(block))
            {
                idle.Count.Lose();
                _blocks.Remove(block.Id);
                return;
            }
        }

        block.Next = idle.Head;
        idle.Head = block.Id;
        idle.Count.Add();
        RetainedBytes += block.Cost;
    }

    // The size of which most waits gives way: else what one burst of it left behind would keep every other size out.
    private bool TryMakeRoomFor(PacketBlock block)
    {
        if (block.Cost > _retainedLimitBytes) return false;
        while (RetainedBytes + block.Cost > _retainedLimitBytes)
        {
            int largest = LargestIdle();
            if (largest == block.SizeClass) return false;
            DropIdle(ref _idle[largest]);
        }

        return true;
    }

    private int LargestIdle()
    {
        int largest = 0;
        for (int sizeClass = 1; sizeClass < _idle.Length; sizeClass++)
        {
            if (_idle[sizeClass].Bytes > _idle[largest].Bytes) largest = sizeClass;
        }

        return largest;
    }

    private void DropIdle(ref IdleList idle)
    {
        PacketBlock block = _blocks[idle.Head];
        idle.Head = block.Next;
        idle.Count.Drop();
        RetainedBytes -= block.Cost;
        _blocks.Remove(block.Id);
    }

    private struct IdleList
    {
        public readonly int Cost;
        public int Head;
        public IdleCount Count;

        public IdleList(int cost)
        {
            Cost = cost;
            Head = -1;
            Count = default;
        }

        public readonly long Bytes => (long)Count.Count * Cost;
    }
}
