using System;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Reception;

/// <content>Packets in parts.</content>
internal partial struct Inbox
{
    /// <summary>Makes an entry for a packet in parts; -1 when there is no room for it.</summary>
    /// <param name="shape">How it was cut.</param>
    /// <param name="channelId">Its channel.</param>
    /// <param name="mayBeGivenUp">It is unreliable.</param>
    /// <param name="isNext">Nothing else is missing before it.</param>
    /// <param name="stores">Where it is kept.</param>
    public int TryHoldAssembly(in FragmentShape shape, byte channelId, bool mayBeGivenUp, bool isNext, ReceptionStores stores)
    {
        bool goesBeyond = isNext && IsFull(stores);
        if (isNext ? goesBeyond && !MayGoBeyond(shape.FragmentBytes) : IsFullBehind(stores)) return -1;
        Claim claim = isNext ? Claim.Next : Claim.Behind;
        LedgerSide ledger = stores.Ledger;
        if (!stores.Commands.TryReserve(1, claim)) return -1;
        FragmentAssembly? assembly = stores.TryRentAssembly(ref Account, claim);
        if (assembly is null) return -1;
        if (!assembly.TryBegin(shape, stores.Pool, ledger, ref Account, claim) || !ledger.TryGrowPlace(ref Account, IncomingCommand.SizeBytes, claim))
        {
            if (!isNext) LedgerSide.MoveUp(ref Account, FragmentAssembly.ObjectBytes + assembly.BlockBytes);
            stores.ReturnAssembly(assembly.Id, ref Account);
            return -1;
        }

        if (goesBeyond) _waitingBeyond += shape.FragmentBytes;
        ref IncomingCommand command = ref stores.Commands.Allocate(out int index);
        command.Block = -1;
        command.Assembly = assembly.Id;
        command.SequenceCount = shape.Count;
        command.MayBeGivenUp = mayBeGivenUp;
        command.ChannelId = channelId;
        CountAssemblies(mayBeGivenUp, 1);
        if (!isNext) Hold(ref command, FragmentAssembly.ObjectBytes + assembly.BlockBytes + IncomingCommand.SizeBytes);
        return index;
    }

    /// <summary>Adds a fragment that is not the last one missing to an entry; false when there is no room for it.</summary>
    // Requirement: LIM-012, DEV-058
    public bool TryAddFragment(int index, int number, ReadOnlySpan<byte> payload, bool isNext, ReceptionStores stores)
    {
        ref IncomingCommand command = ref stores.Commands[index];
        FragmentAssembly assembly = stores.Assembly(command.Assembly);
        long before = assembly.BlockBytes;
        if (!assembly.TryAdd(number, payload, stores.Pool, stores.Ledger, ref Account, isNext ? Claim.Next : Claim.Behind)) return false;
        if (!isNext) command.BehindBytes += assembly.BlockBytes - before;
        AddWaiting(ref command, payload.Length);
        return true;
    }

    /// <summary>
    /// Turns an entry into a whole packet, with the fragment that completes it; false, and nothing was done, when there is no room for it. The parts are there until the
    /// packet is put together, for this call alone: only what the packet takes beyond them is asked for.
    /// </summary>
    public bool TryAssemble(int index, int number, ReadOnlySpan<byte> payload, ENetPacketFlags flags, bool isNext, ReceptionStores stores)
    {
        LedgerSide ledger = stores.Ledger;
        ref IncomingCommand command = ref stores.Commands[index];
        FragmentAssembly assembly = stores.Assembly(command.Assembly);
        int bytes = assembly.Shape.TotalBytes;
        long growth = PacketPool.CostFor(bytes) - assembly.BlockBytes;
        Claim claim = isNext ? Claim.Next : Claim.Behind;
        if (growth > 0 && !ledger.TryGrow(ref Account, growth, claim)) return false;
        PacketBlock block;
        try
        {
            block = stores.Pool.RentCounted(bytes, flags, ledger);
        }
        catch
        {
            if (growth > 0) ledger.Shrink(ref Account, growth, growth, claim);
            throw;
        }

        assembly.CopyTo(block.Span, number, payload, stores.Pool);
        assembly.GiveUpCounted(stores.Pool);
        if (growth < 0) ledger.Shrink(ref Account, -growth, -growth, claim);
        stores.ReturnAssembly(command.Assembly, ref Account);
        if (!isNext)
        {
            LedgerSide.MoveUp(ref Account, FragmentAssembly.ObjectBytes);
            command.BehindBytes += growth - FragmentAssembly.ObjectBytes;
        }

        CountAssemblies(command.MayBeGivenUp, -1);
        command.Assembly = -1;
        command.Block = block.Id;
        AddWaiting(ref command, payload.Length);
        return true;
    }
}
