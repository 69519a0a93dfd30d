using System;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Channels;

/// <content>
/// Places for what is to be sent. The order is always the same: ask, take the memory, and only then is there a command to be numbered and queued. Where memory is refused,
/// or runs out, nothing has happened.
/// </content>
internal sealed partial class CommandStores
{
    /// <summary>Makes sure that there is a place for one command; false when the ledger refuses it.</summary>
    public bool TryReservePlace(ref Account account) =>
        Ledger.Outgoing.TryGrowPlace(ref account, OutgoingCommand.SizeBytes, Claim.Queue) && (Outgoing.HasRoom || TryAddPlace(ref account));

    /// <summary>A block with a copy of a payload, and a place for the command that holds it; null when the ledger refuses them.</summary>
    public PacketBlock? TryTakeCopy(ReadOnlySpan<byte> payload, ENetPacketFlags flags, ref Account account)
    {
        PacketBlock? block = TryRentPlaces(payload.Length, flags, 1, ref account);
        if (block is not null) payload.CopyTo(block.Buffer);
        return block;
    }

    /// <summary>A block and places for this many commands that hold it; null when the ledger refuses them.</summary>
    public PacketBlock? TryRentPlaces(int length, ENetPacketFlags flags, int places, ref Account account)
    {
        PacketBlock? block = Pool.TryRent(length, flags, Ledger.Outgoing, ref account, BytesOf(places), Claim.Queue);
        if (block is null) return null;
        block.ReferenceCount = 0;
        return TryReserveFor(block, places, ref account) ? block : null;
    }

    /// <summary>Places for this many commands that hold a packet of the application; false when the ledger refuses them.</summary>
    public bool TryAdoptPlaces(PacketBlock block, int places, ref Account account) =>
        Pool.TryAdopt(block, Ledger.Outgoing, ref account, BytesOf(places), Claim.Queue) && TryReserveFor(block, places, ref account);

    /// <summary>True when there would be room for a view of a packet of this many bytes.</summary>
    public bool MayView(int length, int places, in Account account)
    {
        long block = PacketPool.CostFor(length) + PacketBlock.ObjectBytes;
        return Ledger.Outgoing.MayGrow(account, block + BytesOf(places), block, Claim.Queue);
    }

    /// <summary>A view of a packet for one of several peers, and places for the commands that hold it; null when the ledger refuses them.</summary>
    public PacketBlock? TryViewPlaces(PacketBlock block, int places, ref Account account)
    {
        PacketBlock? view = Pool.TryView(block, Ledger.Outgoing, ref account, BytesOf(places), Claim.Queue);
        return view is not null && TryReserveFor(view, places, ref account) ? view : null;
    }

    /// <summary>Notes a command of the connection itself, which is never refused: there are few of them.</summary>
    public void CountControl(ref Account account) => Ledger.Outgoing.Grow(ref account, OutgoingCommand.SizeBytes, 0);

    /// <summary>Frees a command that is in no list any more, and what it holds.</summary>
    public void Release(int index, ref Account account)
    {
        ref OutgoingCommand command = ref Outgoing[index];
        int block = command.Block;
        Outgoing.Free(index, ref command);
        if (block >= 0) Pool.Release(Pool[block], Ledger.Outgoing, ref account, OutgoingCommand.SizeBytes);
        else Ledger.Outgoing.ShrinkPlace(ref account, OutgoingCommand.SizeBytes);
    }

    private static long BytesOf(int places) => (long)OutgoingCommand.SizeBytes * places;

    private bool TryAddPlace(ref Account account)
    {
        bool isThere = false;
        try
        {
            isThere = Outgoing.TryReserve(1, Claim.Queue);
        }
        finally
        {
            if (!isThere) Ledger.Outgoing.ShrinkPlace(ref account, OutgoingCommand.SizeBytes);
        }

        return isThere;
    }

    private bool TryReserveFor(PacketBlock block, int places, ref Account account)
    {
        bool isThere = false;
        try
        {
            isThere = Outgoing.TryReserve(places, Claim.Queue);
        }
        finally
        {
            if (!isThere)
            {
                block.ReferenceCount++;
                Pool.Release(block, Ledger.Outgoing, ref account, BytesOf(places));
            }
        }

        return isThere;
    }
}
