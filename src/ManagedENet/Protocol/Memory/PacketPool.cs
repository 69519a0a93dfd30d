using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// Blocks of memory for payloads. Whoever rents one for a connection asks the ledger, with all that the block takes. Blocks that come back wait in a list of their
/// size, so that steady traffic allocates nothing; those that were not needed for a while are let go. Belongs to one host and, with it, to one thread at a time;
/// other threads may only end the ownership of packets.
/// </summary>
internal sealed partial class PacketPool
{
    /// <summary>What a block takes besides its bytes.</summary>
    public const int OverheadBytes = PacketBlock.ObjectBytes + ObjectBytes.ArrayHeader;

    private readonly ObjectTable<PacketBlock> _blocks = new();
    private readonly long _retainedLimitBytes;

    /// <summary>An empty pool.</summary>
    /// <param name="retainedLimitBytes">Bytes that may wait to be used again.</param>
    public PacketPool(long retainedLimitBytes)
    {
        _retainedLimitBytes = retainedLimitBytes;
        _ownerThreadId = Environment.CurrentManagedThreadId;
        for (int i = 0; i < _idle.Length; i++) _idle[i] = new IdleList(i < SizeClasses.Count ? SizeClasses.BytesOf(i) + OverheadBytes : PacketBlock.ObjectBytes);
    }

    /// <summary>Blocks that were taken from the system since the start.</summary>
    public long AllocatedBlocks { get; private set; }

    /// <summary>Where new memory comes from; tests let it run out.</summary>
    public Func<int, byte[]> NewBuffer { get; set; } = static length => new byte[length];

    /// <summary>The block that a slab knows under this number.</summary>
    public PacketBlock this[int id] => _blocks[id];

    /// <summary>What a block for this many bytes takes.</summary>
    public static long CostFor(int length)
    {
        int sizeClass = SizeClasses.Of(length);
        return OverheadBytes + (sizeClass == SizeClasses.Unpooled ? (long)length : SizeClasses.BytesOf(sizeClass));
    }

    /// <summary>A block for the application, which owns it. Its bytes are whatever they were: write them all.</summary>
    // Requirement: LIM-005
    public PacketBlock Rent(int length, ENetPacketFlags flags) => Start(Take(length), length, flags, references: 0, BlockHolder.Application);

    /// <summary>A block for the application with a copy of <paramref name="payload"/>.</summary>
    public PacketBlock RentCopy(ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        PacketBlock block = Rent(payload.Length, flags);
        payload.CopyTo(block.Buffer);
        return block;
    }

    /// <summary>A block with one reference for which the ledger was asked already.</summary>
    public PacketBlock RentCounted(int length, ENetPacketFlags flags, LedgerSide ledger) => Start(Take(length), length, flags, references: 1, ledger.Holder);

    /// <summary>A block with one reference, held for a connection; null when the ledger refuses it. Its bytes are whatever they were.</summary>
    /// <param name="length">Bytes of payload.</param>
    /// <param name="flags">How the payload travels.</param>
    /// <param name="ledger">What is asked.</param>
    /// <param name="account">Who is responsible for it.</param>
    /// <param name="placeBytes">What the account takes with it: its place in a page.</param>
    /// <param name="claim">What it is for.</param>
    public PacketBlock? TryRent(int length, ENetPacketFlags flags, LedgerSide ledger, ref Account account, long placeBytes, Claim claim)
    {
        ref IdleList idle = ref _idle[SizeClasses.Of(length)];
        if (idle.Count.Count == 0) return TryRentNew(length, flags, ledger, ref account, placeBytes, claim);
        return ledger.TryGrow(ref account, idle.Cost + placeBytes, idle.Cost, claim) ? Start(TakeIdle(ref idle), length, flags, references: 1, ledger.Holder) : null;
    }

    /// <summary>Gives up a reference that a connection has, and the place that came with it; the last one gives the block back.</summary>
    public void Release(PacketBlock block, LedgerSide ledger, ref Account account, long placeBytes)
    {
        Debug.Assert(block.ReferenceCount > 0, "A block was released more often than it was taken.");
        if (--block.ReferenceCount > 0)
        {
            ledger.ShrinkPlace(ref account, placeBytes);
            return;
        }

        if (block.SizeClass == ViewClass)
        {
            ReleaseView(block, ledger, ref account, placeBytes);
            return;
        }

        ledger.Shrink(ref account, block.Cost + placeBytes, block.Cost);
        if (block.IsOwned) block.Holder = BlockHolder.Application;
        else Retain(block);
    }

    /// <summary>Gives up the only reference to a block; what the ledger was asked for stays with the account.</summary>
    public void ReleaseCounted(PacketBlock block)
    {
        Debug.Assert(block.ReferenceCount == 1 && !block.IsOwned, "Only what is in no other use can be exchanged.");
        block.ReferenceCount = 0;
        Retain(block);
    }

    /// <summary>Hands a received block to the application, which owns it from now on.</summary>
    public ENetPacket Lend(PacketBlock block, LedgerSide ledger, ref Account account, long placeBytes)
    {
        Debug.Assert(block.ReferenceCount == 1, "What is handed out must be in no other use.");
        ledger.Shrink(ref account, block.Cost + placeBytes, block.Cost);
        block.ReferenceCount = 0;
        block.IsOwned = true;
        block.Holder = BlockHolder.Application;
        return new ENetPacket(block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PacketBlock Start(PacketBlock block, int length, ENetPacketFlags flags, int references, BlockHolder holder)
    {
        block.Length = length;
        block.Flags = flags;
        block.ReferenceCount = references;
        block.IsOwned = references == 0;
        block.Holder = holder;
        return block;
    }

    private PacketBlock Take(int length)
    {
        int sizeClass = SizeClasses.Of(length);
        return _idle[sizeClass].Count.Count > 0 ? TakeIdle(ref _idle[sizeClass]) : Allocate(sizeClass, length);
    }

    private PacketBlock? TryRentNew(int length, ENetPacketFlags flags, LedgerSide ledger, ref Account account, long placeBytes, Claim claim)
    {
        long cost = CostFor(length);
        if (!ledger.TryGrow(ref account, cost + placeBytes, cost, claim)) return null;
        return Start(AllocateCounted(SizeClasses.Of(length), length, ledger, ref account, cost + placeBytes, cost, claim), length, flags, references: 1, ledger.Holder);
    }

    private PacketBlock AllocateCounted(int sizeClass, int length, LedgerSide ledger, ref Account account, long bytes, long held, Claim claim)
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
        if (DrainReturned() && _idle[sizeClass].Count.Count > 0) return TakeIdle(ref _idle[sizeClass]);
        bool isView = sizeClass == ViewClass;
        byte[] buffer = isView ? Array.Empty<byte>() : NewBuffer(sizeClass == SizeClasses.Unpooled ? length : SizeClasses.BytesOf(sizeClass));
        int id = _blocks.Add();
        try
        {
            var block = new PacketBlock(this, buffer, sizeClass, id, isView ? PacketBlock.ObjectBytes : (long)buffer.Length + OverheadBytes);
            _blocks.Put(id, block);
            AllocatedBlocks++;
            _idle[sizeClass].Count.Make();
            return block;
        }
        catch
        {
            _blocks.Remove(id);
            throw;
        }
    }
}
