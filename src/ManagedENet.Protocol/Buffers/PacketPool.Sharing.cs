using System;

namespace ManagedENet.Protocol.Buffers;

/// <content>One payload in the queues of several connections.</content>
internal sealed partial class PacketPool
{
    /// <summary>
    /// Takes a packet of the application into a connection's queue, which then holds its block; false when the ledger refuses it. The application goes on owning the
    /// packet until it ends that.
    /// </summary>
    public bool TryAdopt(PacketBlock block, LedgerSide ledger, ref Account account, long placesBytes, Claim claim)
    {
        long cost = CostOf(block);
        if (!ledger.TryGrow(ref account, cost + placesBytes, cost, claim)) return false;
        block.Holder = BlockHolder.Outgoing;
        return true;
    }

    /// <summary>
    /// A block that looks at another one's bytes, for one of several connections that hold the same; null when the ledger refuses it. Each connection is responsible
    /// for all of it, and it is held once.
    /// </summary>
    public PacketBlock? TryView(PacketBlock block, LedgerSide ledger, ref Account account, long placesBytes, Claim claim)
    {
        long cost = CostOf(block);
        long held = PacketBlock.ObjectBytes + (block.Holder == BlockHolder.Outgoing ? 0 : cost);
        if (!ledger.TryGrow(ref account, cost + PacketBlock.ObjectBytes + placesBytes, held, claim)) return null;
        PacketBlock view = _idle[ViewClass].Count.Count > 0
            ? TakeIdle(ViewClass)
            : Allocate(ViewClass, 0, ledger, ref account, cost + PacketBlock.ObjectBytes + placesBytes, held, claim);
        view.Buffer = block.Buffer;
        view.Viewed = block.Id;
        view.Length = block.Length;
        view.Flags = block.Flags;
        view.ReferenceCount = 0;
        view.IsOwned = false;
        view.Holder = BlockHolder.Outgoing;
        block.Holder = BlockHolder.Outgoing;
        block.ReferenceCount++;
        return view;
    }

    private void ReleaseView(PacketBlock view, LedgerSide ledger, ref Account account, long placeBytes)
    {
        PacketBlock block = _blocks[view.Viewed];
        long cost = CostOf(block);
        bool isLast = --block.ReferenceCount == 0;
        ledger.Shrink(ref account, cost + PacketBlock.ObjectBytes + placeBytes, PacketBlock.ObjectBytes + (isLast ? cost : 0));
        view.Buffer = Array.Empty<byte>();
        Retain(view);
        if (!isLast) return;
        if (block.IsOwned) block.Holder = BlockHolder.Application;
        else Retain(block);
    }
}
