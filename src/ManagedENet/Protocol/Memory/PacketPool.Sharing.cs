using System;

namespace ManagedENet.Protocol.Memory;

/// <content>One payload in the queues of several connections.</content>
internal sealed partial class PacketPool
{
    /// <summary>True when a packet's block can stand in a queue itself. That of another host is copied, and so is a short one, which lies in its command.</summary>
    // Requirement: LIM-035
    public bool CanQueue(PacketBlock block) => block.Pool == this && block.Length > PayloadCell.SizeBytes;

    /// <summary>
    /// Takes a packet of the application into a connection's queue, which then holds its block; false when the ledger refuses it. The application goes on owning the
    /// packet until it ends that.
    /// </summary>
    public bool TryAdopt(PacketBlock block, LedgerSide ledger, ref Account account, long placesBytes, Claim claim)
    {
        if (!ledger.TryGrow(ref account, block.Cost + placesBytes, block.Cost, claim)) return false;
        block.Holder = ledger.Holder;
        return true;
    }

    /// <summary>
    /// A block that looks at another one's bytes, for one of several connections that hold the same; null when the ledger refuses it. Each connection is responsible
    /// for all of it, and it is held once.
    /// </summary>
    public PacketBlock? TryView(PacketBlock block, LedgerSide ledger, ref Account account, long placesBytes, Claim claim)
    {
        long bytes = block.Cost + PacketBlock.ObjectBytes + placesBytes;
        long held = PacketBlock.ObjectBytes + (block.Holder == ledger.Holder ? 0 : block.Cost);
        if (!ledger.TryGrow(ref account, bytes, held, claim)) return null;
        ref IdleList idle = ref _idle[ViewClass];
        PacketBlock view = idle.Count.Count > 0 ? TakeIdle(ref idle) : AllocateCounted(ViewClass, 0, ledger, ref account, bytes, held, claim);
        Start(view, block.Length, block.Flags, references: 0, ledger.Holder);
        view.IsOwned = false;
        view.Buffer = block.Buffer;
        view.Viewed = block.Id;
        block.Holder = ledger.Holder;
        block.ReferenceCount++;
        return view;
    }

    private void ReleaseView(PacketBlock view, LedgerSide ledger, ref Account account, long placesBytes)
    {
        PacketBlock block = _blocks[view.Viewed];
        bool isLast = --block.ReferenceCount == 0;
        ledger.Shrink(ref account, block.Cost + PacketBlock.ObjectBytes + placesBytes, PacketBlock.ObjectBytes + (isLast ? block.Cost : 0));
        view.Buffer = Array.Empty<byte>();
        Retain(view);
        if (!isLast) return;
        if (block.IsOwned) block.Holder = BlockHolder.Application;
        else Retain(block);
    }
}
