using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// Packets that are given up before they are first sent: because they are late, or because something newer stands for them. They stand in fields of their first command
/// that nothing needs before it is sent, and their number is known, so that whoever has none pays nothing.
/// </summary>
internal static class QueuedTerms
{
    private const int NoneReplaced = -1;

    /// <summary>Sets the terms of the packet that was queued last, and lets it replace an older one: answers the bytes of that one's first part, or -1.</summary>
    // Requirement: CHN-015, CHN-016, DEV-091
    public static int Set(ref Outbox outbox, byte channelId, in SendTerms terms, SendingContext context)
    {
        if (terms.Receipt != 0) NoteReceipt(ref outbox, channelId, terms.Receipt, context);
        if (terms.ExpiresAtUs == 0 && terms.SupersedeKey == 0) return NoneReplaced;
        Slab<OutgoingCommand> slab = context.Commands;
        ChannelSender sender = outbox.Senders[channelId];
        int first = FirstOfNewest(outbox, sender, context);
        int older = terms.SupersedeKey == 0 ? Slab<OutgoingCommand>.None : Find(outbox, sender, channelId, terms.SupersedeKey, slab);
        ref OutgoingCommand command = ref slab[first];
        command.SentTimeUs = terms.ExpiresAtUs;
        command.Third = terms.SupersedeKey;
        SendingWishes wishes = outbox.Wishes ??= new SendingWishes();
        wishes.WithTerms++;
        if (older < 0) return NoneReplaced;
        int bytes = slab[older].Length;
        wishes.SupersededPackets++;
        EndReceipt(ref outbox, slab[older].QueueOrder, ENetReceiptState.Superseded, context);
        // Of one kind and in one piece each, the newer takes the place of the older: what changes often must not wait at the end again and again.
        if (command.Kind == slab[older].Kind && !command.IsFragment)
        {
            if (terms.Receipt != 0) wishes.Receipts!.MoveNewest(slab[older].QueueOrder);
            Swap(ref command, ref slab[older]);
            older = first;
        }

        Drop(ref outbox, older, context);
        return bytes;
    }

    /// <summary>Drops a late packet, all of it, and answers where its queue goes on.</summary>
    // Requirement: CHN-015
    public static int DropLate(ref Outbox outbox, int first, SendingContext context)
    {
        outbox.Wishes!.ExpiredPackets++;
        EndReceipt(ref outbox, context.Commands[first].QueueOrder, ENetReceiptState.Expired, context);
        context.Log?.NoteExpired(context.NowUs, context.Commands[first].Length, context.Commands[first].ChannelId);
        return Drop(ref outbox, first, context);
    }

    /// <summary>Makes room for a receipt; false when the ledger has none, or too many were asked for and not taken.</summary>
    // Requirement: CHN-017
    public static bool TryReserveReceipt(ref Outbox outbox, SendingContext context)
    {
        outbox.Wishes ??= new SendingWishes();
        ReceiptList list = outbox.Wishes.Receipts ??= new ReceiptList();
        return list.TryReserve(context.Ledger, ref outbox.Account) && context.Receipts.TryOpen();
    }

    private static void NoteReceipt(ref Outbox outbox, byte channelId, ulong id, SendingContext context)
    {
        uint first = context.Commands[FirstOfNewest(outbox, outbox.Senders[channelId], context)].QueueOrder;
        outbox.Wishes!.Receipts!.Add(id, first, (int)(context.QueueOrder - first) + 1);
    }

    private static void EndReceipt(ref Outbox outbox, uint order, ENetReceiptState state, SendingContext context)
    {
        ulong id = outbox.Wishes!.Receipts?.End(order) ?? 0;
        if (id != 0) context.Receipts.Add(id, state);
    }

    /// <summary>A command is sent now, and on its channel what was queued before it takes its number with it: none of it can be given up any more.</summary>
    public static void Forget(ref Outbox outbox, int index, ref OutgoingCommand command, Slab<OutgoingCommand> slab)
    {
        if (command.Kind == CommandKind.SendUnsequenced)
        {
            Forget(ref outbox, ref command);
            return;
        }

        int last = outbox.Senders[command.ChannelId].FirstUnnumbered;
        while (true)
        {
            Forget(ref outbox, ref slab[last]);
            if (last == index) return;
            last = slab[last].NextUnnumbered;
        }
    }

    private static void Forget(ref Outbox outbox, ref OutgoingCommand command)
    {
        if (!command.HasTerms) return;
        command.SentTimeUs = 0;
        command.Third = 0;
        outbox.Wishes!.WithTerms--;
    }

    private static int FirstOfNewest(in Outbox outbox, ChannelSender sender, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        int index = sender.LastUnnumbered;
        if (index < 0 || slab[index].QueueOrder != context.QueueOrder) index = outbox.Others.Tail;
        while (slab[index].IsFragment && !slab[index].StartsPacket) index = slab[index].Previous;
        return index;
    }

    private static int Find(in Outbox outbox, ChannelSender sender, byte channelId, uint key, Slab<OutgoingCommand> slab)
    {
        if (outbox.WithTerms == 0) return Slab<OutgoingCommand>.None;
        int index = sender.FirstUnnumbered;
        for (int last = sender.LastUnnumbered; last >= 0; index = slab[index].NextUnnumbered)
        {
            if (slab[index].Third == key) return index;
            if (index == last) break;
        }

        for (index = outbox.Others.Head; index >= 0; index = slab[index].Next)
        {
            ref OutgoingCommand command = ref slab[index];
            if (command.Kind == CommandKind.SendUnsequenced && command.ChannelId == channelId && command.Third == key) return index;
        }

        return Slab<OutgoingCommand>.None;
    }

    private static void Swap(ref OutgoingCommand one, ref OutgoingCommand other)
    {
        (one.Block, other.Block) = (other.Block, one.Block);
        (one.Length, other.Length) = (other.Length, one.Length);
        (one.Cell, other.Cell) = (other.Cell, one.Cell);
        (one.SentTimeUs, other.SentTimeUs) = (other.SentTimeUs, one.SentTimeUs);
    }

    private static int Drop(ref Outbox outbox, int first, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        OutgoingCommand dropped = slab[first];
        ChannelSender? sender = dropped.Kind == CommandKind.SendUnsequenced ? null : outbox.Senders[dropped.ChannelId];
        bool isInTurn = sender is not null && outbox.TakesTurns && StandsInTurn(sender, dropped, slab);
        sender?.Forget(slab, first);
        outbox.Wishes!.WithTerms--;
        ref SlabList queue = ref isInTurn ? ref sender!.Waiting : ref Outbox.QueueOf(ref outbox, dropped, context);
        int next = first;
        do
        {
            int index = next;
            next = slab[index].Next;
            queue.Remove(slab, index);
            outbox.Free(index, context);
        }
        while (next >= 0 && slab[next].IsPartOf(dropped));
        if (isInTurn && sender!.Waiting.IsEmpty) outbox.Turns.Leave(sender);
        return next;
    }

    // Unreliable data that was queued when nothing waited on its channel stands elsewhere, and came before all that waits there now.
    private static bool StandsInTurn(ChannelSender sender, in OutgoingCommand command, Slab<OutgoingCommand> slab) =>
        command.IsReliable || (!sender.Waiting.IsEmpty && (int)(command.QueueOrder - slab[sender.Waiting.Head].QueueOrder) >= 0);
}
