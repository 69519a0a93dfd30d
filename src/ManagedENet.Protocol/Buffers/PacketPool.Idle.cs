using System;

namespace ManagedENet.Protocol.Buffers;

/// <content>What waits to be used again: it follows what was in use a short while ago.</content>
internal sealed partial class PacketPool
{
    private int _ownerThreadId;
    private ReturnList _returned;

    /// <summary>The calling thread is the one that uses the pool from now on. Also takes in what other threads gave back.</summary>
    public void Attach()
    {
        _ownerThreadId = Environment.CurrentManagedThreadId;
        if (!_returned.IsEmpty) DrainReturned();
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
            for (int surplus = _idle[sizeClass].Count.EndEpoch(); surplus > 0; surplus--) DropIdle(sizeClass);
        }

        _blocks.EndEpoch();
    }

    /// <summary>Lets go of what waits until this many bytes have been freed, or nothing waits any more.</summary>
    public void FreeIdle(long bytes)
    {
        long wanted = Math.Max(RetainedBytes - bytes, 0);
        while (RetainedBytes > wanted) DropIdle(LargestIdle());
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

    private void Retain(PacketBlock block)
    {
        RentedBlocks--;
        int sizeClass = block.SizeClass;
        block.Holder = BlockHolder.Nobody;
        if (sizeClass == SizeClasses.Unpooled || (RetainedBytes + _costs[sizeClass] > _retainedLimitBytes && !TryMakeRoomFor(sizeClass)))
        {
            _blocks.Remove(block.Id);
            return;
        }

        ref IdleList idle = ref _idle[sizeClass];
        block.Next = idle.Head;
        idle.Head = block.Id;
        idle.Count.Add();
        RetainedBytes += _costs[sizeClass];
    }

    // The size of which most waits gives way: else what one burst of it left behind would keep every other size out.
    private bool TryMakeRoomFor(int sizeClass)
    {
        int cost = _costs[sizeClass];
        if (cost > _retainedLimitBytes) return false;
        while (RetainedBytes + cost > _retainedLimitBytes)
        {
            int largest = LargestIdle();
            if (largest == sizeClass) return false;
            DropIdle(largest);
        }

        return true;
    }

    private int LargestIdle()
    {
        int largest = 0;
        long most = -1;
        for (int sizeClass = 0; sizeClass < _idle.Length; sizeClass++)
        {
            long bytes = (long)_idle[sizeClass].Count.Count * _costs[sizeClass];
            if (bytes <= most) continue;
            most = bytes;
            largest = sizeClass;
        }

        return largest;
    }

    private void DropIdle(int sizeClass)
    {
        ref IdleList idle = ref _idle[sizeClass];
        PacketBlock block = _blocks[idle.Head];
        idle.Head = block.Next;
        idle.Count.Drop();
        RetainedBytes -= _costs[sizeClass];
        _blocks.Remove(block.Id);
    }

    private struct IdleList
    {
        public int Head;
        public IdleCount Count;
    }
}
