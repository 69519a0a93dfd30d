using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// The memory of what is to be sent, for all connections of a host. The order is always the same: ask, take the memory, and only then is there a command to be numbered
/// and queued. Where memory is refused, or runs out, nothing has happened.
/// </summary>
internal sealed class SendingStores
{
    public SendingStores(LedgerSide ledger, PacketPool pool)
    {
        Ledger = ledger;
        Pool = pool;
        Commands = new Slab<OutgoingCommand>(ledger, OutgoingCommand.SizeBytes);
    }

    /// <summary>What everything below asks.</summary>
    public LedgerSide Ledger { get; }

    public PacketPool Pool { get; }

    public Slab<OutgoingCommand> Commands { get; }

    /// <summary>Sending sides of channels, to be used again.</summary>
    public Stash<ChannelSender> Senders { get; } = new(ChannelSender.ObjectBytes, static () => new ChannelSender());

    /// <summary>What connections know of their lines, to be used again.</summary>
    public Stash<CongestionController> Controllers { get; } = new(CongestionController.ObjectBytes, static () => new CongestionController());

    /// <summary>What sends small commands more than once, to be used again.</summary>
    public Stash<Copier> Copiers { get; } = new(Copier.ObjectBytes, static () => new Copier());

    /// <summary>Models of lines, to be used again.</summary>
    public Stash<LineModel> Models { get; } = new(LineModel.ObjectBytes, static () => new LineModel());

    /// <summary>Bytes of what is queued to be sent or waits for an acknowledgement.</summary>
    public long UsedBytes => Ledger.Held - Commands.HeldBytes + Commands.UsedBytes;

    /// <summary>Makes sure that there is a place for one command; false when the ledger refuses it.</summary>
    public bool TryReservePlace(ref Account account) =>
        Ledger.TryGrowPlace(ref account, OutgoingCommand.SizeBytes, Claim.Queue) && (Commands.HasRoom || TryAddPlace(ref account));

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
        PacketBlock? block = Pool.TryRent(length, flags, Ledger, ref account, BytesOf(places), Claim.Queue);
        if (block is null) return null;
        block.ReferenceCount = 0;
        return TryReserveFor(block, places, ref account) ? block : null;
    }

    /// <summary>Places for this many commands that hold a packet of the application; false when the ledger refuses them.</summary>
    public bool TryAdoptPlaces(PacketBlock block, int places, ref Account account) =>
        Pool.TryAdopt(block, Ledger, ref account, BytesOf(places), Claim.Queue) && TryReserveFor(block, places, ref account);

    /// <summary>True when there would be room for a view of a packet of this many bytes.</summary>
    public bool MayView(int length, int places, in Account account)
    {
        long block = PacketPool.CostFor(length) + PacketBlock.ObjectBytes;
        return Ledger.MayGrow(account, block + BytesOf(places), block, Claim.Queue);
    }

    /// <summary>A view of a packet for one of several peers, and places for the commands that hold it; null when the ledger refuses them.</summary>
    public PacketBlock? TryViewPlaces(PacketBlock block, int places, ref Account account)
    {
        PacketBlock? view = Pool.TryView(block, Ledger, ref account, BytesOf(places), Claim.Queue);
        return view is not null && TryReserveFor(view, places, ref account) ? view : null;
    }

    /// <summary>Notes a command of the connection itself, which is never refused: there are few of them.</summary>
    public void CountControl(ref Account account) => Ledger.Grow(ref account, OutgoingCommand.SizeBytes, 0);

    /// <summary>Frees a command that is in no list any more, and what it holds.</summary>
    public void Release(int index, ref Account account)
    {
        ref OutgoingCommand command = ref Commands[index];
        int block = command.Block;
        Commands.Free(index, ref command);
        if (block >= 0) Pool.Release(Pool[block], Ledger, ref account, OutgoingCommand.SizeBytes);
        else Ledger.ShrinkPlace(ref account, OutgoingCommand.SizeBytes);
    }

    private static long BytesOf(int places) => (long)OutgoingCommand.SizeBytes * places;

    private bool TryAddPlace(ref Account account)
    {
        bool isThere = false;
        try
        {
            isThere = Commands.TryReserve(1, Claim.Queue);
        }
        finally
        {
            if (!isThere) Ledger.ShrinkPlace(ref account, OutgoingCommand.SizeBytes);
        }

        return isThere;
    }

    private bool TryReserveFor(PacketBlock block, int places, ref Account account)
    {
        bool isThere = false;
        try
        {
            isThere = Commands.TryReserve(places, Claim.Queue);
        }
        finally
        {
            if (!isThere)
            {
                block.ReferenceCount++;
                Pool.Release(block, Ledger, ref account, BytesOf(places));
            }
        }

        return isThere;
    }

    /// <summary>Once in an epoch: lets go of what nobody needed for a while.</summary>
    // Requirement: LIM-034
    public void EndEpoch()
    {
        Commands.EndEpoch();
        Senders.EndEpoch();
        Controllers.EndEpoch();
        Copiers.EndEpoch();
        Models.EndEpoch();
    }

    /// <summary>Counts everything but what belongs to the connections: their channels and tables.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        Commands.Measure(ref measure);
        Senders.Measure(ref measure);
        Controllers.Measure(ref measure);
        Copiers.Measure(ref measure);
        Models.Measure(ref measure);
    }
}
