using System;
using System.Diagnostics;

namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// Blocks of memory for payloads. Whoever rents one for a connection asks the ledger, with all that the block takes. Blocks that come back wait in a list of their
/// size, so that steady traffic allocates nothing; those that were not needed for a while are let go. Belongs to one host and, with it, to one thread at a time;
/// other threads may only end the ownership of packets.
/// </summary>
internal sealed partial class PacketPool
{
    private const int ViewClass = SizeClasses.Count;

    /// <summary>What a block takes besides its bytes.</summary>
    public const int OverheadBytes = PacketBlock.ObjectBytes + ObjectBytes.ArrayHeader;

    private readonly ObjectTable<PacketBlock> _blocks = new();
    private readonly IdleList[] _idle = new IdleList[SizeClasses.Count + 1];
    private readonly int[] _costs = new int[SizeClasses.Count + 1];
    private readonly long _retainedLimitBytes;

    /// <summary>An empty pool.</summary>
    /// <param name="retainedLimitBytes">Bytes that may wait to be used again.</param>
    public PacketPool(long retainedLimitBytes)
    {
        _retainedLimitBytes = retainedLimitBytes;
        _ownerThreadId = Environment.CurrentManagedThreadId;
        for (int i = 0; i < _idle.Length; i++) _idle[i].Head = -1;
        for (int i = 0; i < SizeClasses.Count; i++) _costs[i] = SizeClasses.BytesOf(i) + OverheadBytes;
        _costs[ViewClass] = PacketBlock.ObjectBytes;
    }

    /// <summary>Blocks that are rented now.</summary>
    public int RentedBlocks { get; private set; }

    /// <summary>Bytes that wait to be used again, overhead included.</summary>
    public long RetainedBytes { get; private set; }

    /// <summary>Where new memory comes from; tests let it run out.</summary>
    public Func<int, byte[]> NewBuffer { get; set; } = static length => new byte[length];

    /// <summary>The block that a slab knows under this number.</summary>
    public PacketBlock this[int id] => _blocks[id];

    /// <summary>What a block for this many bytes takes.</summary>
    public static long CostFor(long length) =>
        OverheadBytes + (SizeClasses.Of((int)length) is var sizeClass and not SizeClasses.Unpooled ? SizeClasses.BytesOf(sizeClass) : length);

    /// <summary>A block for the application, which owns it. Its bytes are whatever they were: write them all.</summary>
    // Requirement: LIM-005
    public PacketBlock Rent(int length, ENetPacketFlags flags)
    {
        PacketBlock block = Take(SizeClasses.Of(length), length);
        block.Length = length;
        block.Flags = flags;
        block.ReferenceCount = 0;
        block.IsOwned = true;
        block.Holder = BlockHolder.Application;
        return block;
    }

    /// <summary>A block for the application with a copy of <paramref name="payload"/>.</summary>
    public PacketBlock RentCopy(ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        PacketBlock block = Rent(payload.Length, flags);
        payload.CopyTo(block.Buffer);
        return block;
    }

    /// <summary>A block with one reference, held for a connection; null when the ledger refuses it. Its bytes are whatever they were.</summary>
    /// <param name="length">Bytes of payload.</param>
    /// <param name="flags">How the payload travels.</param>
    /// <param name="holder">What it is held as.</param>
    /// <param name="ledger">The side that belongs to it.</param>
    /// <param name="account">Who is responsible for it.</param>
    /// <param name="placeBytes">What the account takes with it: its place in a page.</param>
    /// <param name="claim">What it is for.</param>
    public PacketBlock? TryRent(
        int length, ENetPacketFlags flags, BlockHolder holder, LedgerSide ledger, ref Account account, long placeBytes, Claim claim)
    {
        int sizeClass = SizeClasses.Of(length);
        long cost = CostOf(sizeClass, length);
        if (!ledger.TryGrow(ref account, cost + placeBytes, cost, claim)) return null;
        PacketBlock block = sizeClass != SizeClasses.Unpooled && _idle[sizeClass].Count.Count > 0
            ? TakeIdle(sizeClass)
            : Allocate(sizeClass, length, ledger, ref account, cost + placeBytes, cost, claim);
        block.Length = length;
        block.Flags = flags;
        block.ReferenceCount = 1;
        block.IsOwned = false;
        block.Holder = holder;
        return block;
    }

    /// <summary>A block with one reference for which the ledger was asked already.</summary>
    public PacketBlock RentCounted(int length, ENetPacketFlags flags, BlockHolder holder)
    {
        PacketBlock block = Rent(length, flags);
        block.ReferenceCount = 1;
        block.IsOwned = false;
        block.Holder = holder;
        return block;
    }

    /// <summary>Gives up the only reference to a block; what the ledger was asked for stays with the account.</summary>
    public void ReleaseCounted(PacketBlock block)
    {
        Debug.Assert(block.ReferenceCount == 1 && !block.IsOwned, "Only what is in no other use can be exchanged.");
        block.ReferenceCount = 0;
        Retain(block);
    }

    /// <summary>Gives up a reference that a connection has, and the place that came with it; the last one gives the block back.</summary>
    public void Release(PacketBlock block, LedgerSide ledger, ref Account account, long placeBytes)
    {
        Debug.Assert(block.ReferenceCount > 0, "A block was released more often than it was taken.");
        if (--block.ReferenceCount > 0)
        {
            ledger.Shrink(ref account, placeBytes, 0);
            return;
        }

        if (block.SizeClass == ViewClass)
        {
            ReleaseView(block, ledger, ref account, placeBytes);
            return;
        }

        long cost = CostOf(block);
        ledger.Shrink(ref account, cost + placeBytes, cost);
        if (block.IsOwned) block.Holder = BlockHolder.Application;
        else Retain(block);
    }

    /// <summary>Hands a received block to the application, which owns it from now on.</summary>
    public ENetPacket Lend(PacketBlock block, LedgerSide ledger, ref Account account, long placeBytes)
    {
        Debug.Assert(block.ReferenceCount == 1, "What is handed out must be in no other use.");
        long cost = CostOf(block);
        ledger.Shrink(ref account, cost + placeBytes, cost);
        block.ReferenceCount = 0;
        block.IsOwned = true;
        block.Holder = BlockHolder.Application;
        return new ENetPacket(block);
    }

    /// <summary>What a block takes.</summary>
    public long CostOf(PacketBlock block) => CostOf(block.SizeClass, block.Buffer.Length);

    private long CostOf(int sizeClass, long bytes) => sizeClass == SizeClasses.Unpooled ? bytes + OverheadBytes : _costs[sizeClass];

    private PacketBlock Take(int sizeClass, int length) =>
        sizeClass != SizeClasses.Unpooled && _idle[sizeClass].Count.Count > 0 ? TakeIdle(sizeClass) : Allocate(sizeClass, length);

    private PacketBlock TakeIdle(int sizeClass)
    {
        ref IdleList idle = ref _idle[sizeClass];
        PacketBlock block = _blocks[idle.Head];
        idle.Head = block.Next;
        idle.Count.Take();
        RetainedBytes -= _costs[sizeClass];
        RentedBlocks++;
        return block;
    }

    private PacketBlock Allocate(int sizeClass, int length, LedgerSide ledger, ref Account account, long bytes, long held, Claim claim)
    {
        // What waits to be used again counts against no connection; where it would take the host beyond its limit it goes first.
        long excess = ledger.Held + RetainedBytes - ledger.HostLimit;
        if (excess > 0) FreeIdle(excess);
        try
        {
            return Allocate(sizeClass, length);
        }
        catch
        {
            ledger.Shrink(ref account, bytes, held, claim);
            throw;
        }
    }

    private PacketBlock Allocate(int sizeClass, int length)
    {
        // What came back on other threads may be just what is wanted.
        if (DrainReturned() && sizeClass != SizeClasses.Unpooled && _idle[sizeClass].Count.Count > 0) return TakeIdle(sizeClass);
        byte[] buffer = sizeClass == ViewClass ? Array.Empty<byte>() : NewBuffer(sizeClass == SizeClasses.Unpooled ? length : SizeClasses.BytesOf(sizeClass));
        int id = _blocks.Add();
        PacketBlock block;
        try
        {
            block = new PacketBlock(this, buffer, sizeClass, id);
        }
        catch
        {
            _blocks.Remove(id);
            throw;
        }

        _blocks.Put(id, block);
        RentedBlocks++;
        return block;
    }
}
