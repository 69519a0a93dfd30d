using System;
using System.Diagnostics;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// Blocks of memory for payloads, in sizes of powers of two. Blocks that come back wait in a free list of their size, up to a limit of retained bytes,
/// so that steady traffic allocates nothing. Belongs to one host and, with it, to one thread at a time.
/// </summary>
internal sealed class PacketPool
{
    private const int SmallestLog = 6;
    private const int LargestLog = 25;
    private const int Unpooled = -1;

    // Numbers, not references: putting a block back is then a plain store, which the collector need not hear of.
    private readonly int[]?[] _free = new int[LargestLog - SmallestLog + 1][];
    private readonly int[] _freeCounts = new int[LargestLog - SmallestLog + 1];
    private readonly long _retainedLimitBytes;
    private PacketBlock?[] _blocks = new PacketBlock?[64];
    private int[] _freeIds = new int[64];
    private int _freeIdCount;
    private int _idCount;

    public PacketPool(long retainedLimitBytes) => _retainedLimitBytes = retainedLimitBytes;

    /// <summary>Blocks that are rented now.</summary>
    public int RentedBlocks { get; private set; }

    /// <summary>Bytes that wait in the free lists.</summary>
    public long RetainedBytes { get; private set; }

    /// <summary>The block that a slab knows under this number.</summary>
    public PacketBlock this[int id] => _blocks[id]!;

    /// <summary>A block for <paramref name="length"/> bytes with one reference. Its bytes are whatever they were: write them all.</summary>
    // Requirement: LIM-005
    public PacketBlock Rent(int length, ENetPacketFlags flags)
    {
        int sizeClass = SizeClassOf(length);
        PacketBlock block;
        if (sizeClass == Unpooled || _freeCounts[sizeClass] == 0)
        {
            block = Allocate(length, sizeClass);
        }
        else
        {
            block = _blocks[_free[sizeClass]![--_freeCounts[sizeClass]]]!;
            RetainedBytes -= BytesOf(sizeClass);
        }

        RentedBlocks++;
        block.Length = length;
        block.Flags = flags;
        block.ReferenceCount = 1;
        return block;
    }

    /// <summary>A block with a copy of <paramref name="payload"/>.</summary>
    public PacketBlock RentCopy(ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        PacketBlock block = Rent(payload.Length, flags);
        payload.CopyTo(block.Buffer);
        return block;
    }

    /// <summary>Gives up one reference; the last one returns the block.</summary>
    public void Release(PacketBlock block)
    {
        Debug.Assert(block.ReferenceCount > 0, "A block was released more often than it was taken.");
        if (--block.ReferenceCount > 0) return;
        RentedBlocks--;
        int sizeClass = block.SizeClass;
        if (sizeClass == Unpooled || RetainedBytes + BytesOf(sizeClass) > _retainedLimitBytes)
        {
            Forget(block);
            return;
        }

        RetainedBytes += BytesOf(sizeClass);
        int[]? free = _free[sizeClass];
        int count = _freeCounts[sizeClass];
        if (free is null || count == free.Length) free = GrowFree(sizeClass);
        free[count] = block.Id;
        _freeCounts[sizeClass] = count + 1;
    }

    private int[] GrowFree(int sizeClass)
    {
        int[] grown = _free[sizeClass] ?? Array.Empty<int>();
        Array.Resize(ref grown, Math.Max(4, grown.Length * 2));
        return _free[sizeClass] = grown;
    }

    private static int BytesOf(int sizeClass) => 1 << (sizeClass + SmallestLog);

    private static int SizeClassOf(int length)
    {
        if (length <= 1 << SmallestLog) return 0;
        int log = Bits.Log2((uint)(length - 1)) + 1;
        return log > LargestLog ? Unpooled : log - SmallestLog;
    }

    private PacketBlock Allocate(int length, int sizeClass)
    {
        int id;
        if (_freeIdCount > 0)
        {
            id = _freeIds[--_freeIdCount];
        }
        else
        {
            id = _idCount++;
            if (id == _blocks.Length) Array.Resize(ref _blocks, id * 2);
        }

        var block = new PacketBlock(this, new byte[sizeClass == Unpooled ? length : BytesOf(sizeClass)], sizeClass, id);
        _blocks[id] = block;
        return block;
    }

    private void Forget(PacketBlock block)
    {
        _blocks[block.Id] = null;
        if (_freeIdCount == _freeIds.Length) Array.Resize(ref _freeIds, _freeIdCount * 2);
        _freeIds[_freeIdCount++] = block.Id;
    }
}
