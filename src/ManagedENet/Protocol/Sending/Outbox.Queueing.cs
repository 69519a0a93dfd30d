using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <content>From a packet to commands in the queues.</content>
internal partial struct Outbox
{
    /// <summary>
    /// Queues a copy of <paramref name="payload"/>, cut where it is longer than <paramref name="fragmentBytes"/>. First the ledger is asked, then memory is taken, and only
    /// then there is a command.
    /// </summary>
    // Requirement: LIM-012
    public ENetSendResult Queue(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags, int fragmentBytes, SendingContext context)
    {
        SendingStores stores = context.Stores;
        if (!Senders.TryOpen(channelId, stores, ref Account)) return ENetSendResult.QueueFull;
        if (payload.Length > fragmentBytes)
        {
            int count = CountFragments(payload.Length, fragmentBytes);
            PacketBlock? whole = stores.TryRentPlaces(payload.Length, flags, count, ref Account);
            if (whole is null) return ENetSendResult.QueueFull;
            payload.CopyTo(whole.Buffer);
            QueueFragments(channelId, whole, count, fragmentBytes, context);
            return ENetSendResult.Queued;
        }

        if (payload.Length <= PayloadCell.SizeBytes)
        {
            if (!stores.TryReservePlace(ref Account)) return ENetSendResult.QueueFull;
            ref OutgoingCommand command = ref context.Commands.Allocate(out int index);
            command.Block = OutgoingCommand.InCell;
            payload.CopyTo(PayloadCell.Of(ref command.Cell));
            QueueWhole(channelId, index, ref command, payload.Length, flags, context);
            return ENetSendResult.Queued;
        }

        PacketBlock? block = stores.TryTakeCopy(payload, flags, ref Account);
        if (block is null) return ENetSendResult.QueueFull;
        QueueBlock(channelId, block, 1, fragmentBytes, context);
        return ENetSendResult.Queued;
    }

    /// <summary>Queues a packet that was the application's, cut where it is too long; every command takes its own reference to it.</summary>
    // Requirement: CHN-008, LIM-012
    public ENetSendResult Adopt(byte channelId, PacketBlock block, int fragmentBytes, SendingContext context)
    {
        if (!Senders.TryOpen(channelId, context.Stores, ref Account)) return ENetSendResult.QueueFull;
        int count = CountFragments(block.Length, fragmentBytes);
        if (!context.Stores.TryAdoptPlaces(block, count, ref Account)) return ENetSendResult.QueueFull;
        QueueBlock(channelId, block, count, fragmentBytes, context);
        return ENetSendResult.Queued;
    }

    /// <summary>Queues a view of a packet that goes to several connections.</summary>
    public bool TryShare(byte channelId, PacketBlock block, int fragmentBytes, SendingContext context)
    {
        if (!Senders.TryOpen(channelId, context.Stores, ref Account)) return false;
        int count = CountFragments(block.Length, fragmentBytes);
        PacketBlock? view = context.Stores.TryViewPlaces(block, count, ref Account);
        if (view is null) return false;
        QueueBlock(channelId, view, count, fragmentBytes, context);
        return true;
    }

    /// <summary>Fragments that a packet of this length is cut into; 1 when it needs no cutting.</summary>
    // Requirement: FRG-002
    public static int CountFragments(int length, int fragmentBytes) => (int)FragmentSender.CountOf(length, fragmentBytes);

    /// <summary>Queues a command of the connection itself, without further fields.</summary>
    public void QueueControl(CommandKind kind, SendingContext context) => QueueControl(kind, CommandFlags.Acknowledge, 0, 0, 0, context);

    /// <summary>Queues a command of the connection itself with the numbers that stand in it.</summary>
    // Requirement: CHN-003
    public void QueueControl(CommandKind kind, CommandFlags flags, uint first, uint second, uint third, SendingContext context)
    {
        context.Stores.CountControl(ref Account);
        int index = NewCommand(kind, ProtocolConstants.ControlChannel, context);
        ref OutgoingCommand command = ref context.Commands[index];
        command.Flags = flags;
        command.First = first;
        command.Second = second;
        command.Third = third;
        NumberControl(ref command);
        Enqueue(index, ref command, context);
    }

    /// <summary>Queues CONNECT or VERIFY_CONNECT.</summary>
    public void QueueHandshake(CommandKind kind, in ConnectCommand terms, SendingContext context)
    {
        context.Stores.CountControl(ref Account);
        int index = NewCommand(kind, ProtocolConstants.ControlChannel, context);
        ref OutgoingCommand command = ref context.Commands[index];
        Span<byte> body = PayloadCell.Of(ref command.Cell).Slice(0, CommandLayout.SizeOf(kind));
        if (kind == CommandKind.Connect) terms.Write(body);
        else new VerifyConnectCommand(terms).Write(body);
        NumberControl(ref command);
        Enqueue(index, ref command, context);
    }

    /// <summary>The queue in which a command waits.</summary>
    // Requirement: REL-040
    public static ref SlabList QueueOf(ref Outbox outbox, in OutgoingCommand command, SendingContext context)
    {
        bool isApart = command.IsReliable && command.CarriesPayload && !context.QueuesTogether;
        return ref isApart ? ref outbox.Reliable : ref outbox.Others;
    }

    /// <summary>Sets a channel's share of the line; false when there is no memory for the channel.</summary>
    public bool TrySetWeight(byte channelId, byte weight, SendingContext context)
    {
        if (!Senders.TryOpen(channelId, context.Stores, ref Account)) return false;
        Senders[channelId].Weight = weight;
        return true;
    }

    /// <summary>Sets how often small reliable commands of a channel are copied, and what copies may take; false when there is no memory for it.</summary>
    public bool TrySetCopies(byte channelId, byte copies, int allowance, SendingContext context)
    {
        if (!Senders.TryOpen(channelId, context.Stores, ref Account)) return false;
        Wishes ??= new SendingWishes();
        if (copies > 0) Wishes.Copier ??= context.Stores.Copiers.TryTake(context.Ledger, ref Account, Claim.Next);
        if (Wishes.Copier is { } copier) copier.Allowance = allowance;
        else if (copies > 0) return false;
        Senders[channelId].Copies = copies;
        return true;
    }

    // At once: nothing overtakes the connection's own commands, and native counts those that it drops again.
    private void NumberControl(ref OutgoingCommand command)
    {
        command.ReliableSequence = ControlSequence = SequenceNumber.Next(ControlSequence);
        command.Stage = OutgoingStage.Numbered;
    }

    private void QueueBlock(byte channelId, PacketBlock block, int count, int fragmentBytes, SendingContext context)
    {
        if (count > 1)
        {
            QueueFragments(channelId, block, count, fragmentBytes, context);
            return;
        }

        block.ReferenceCount++;
        ref OutgoingCommand command = ref context.Commands.Allocate(out int index);
        command.Block = block.Id;
        QueueWhole(channelId, index, ref command, block.Length, block.Flags, context);
    }

    /// <summary>Queues a packet that needs no cutting and whose command has its payload.</summary>
    private void QueueWhole(byte channelId, int index, ref OutgoingCommand command, int length, ENetPacketFlags flags, SendingContext context)
    {
        ChannelSender sender = Senders[channelId];
        CommandKind kind = KindOf(flags, sender);
        command.Kind = kind;
        command.ChannelId = channelId;
        command.Length = (ushort)length;
        switch (kind)
        {
            case CommandKind.SendReliable:
                command.Flags = CommandFlags.Acknowledge;
                sender.AppendReliable(context.Commands, index);
                break;
            case CommandKind.SendUnsequenced:
                command.Flags = CommandFlags.Unsequenced;
                break;
            default:
                sender.AppendUnreliable(context.Commands, index, startsPacket: true);
                break;
        }

        Enqueue(index, ref command, context);
        SentPackets++;
    }

    // Requirement: CHN-002
    private static CommandKind KindOf(ENetPacketFlags flags, ChannelSender sender)
    {
        if ((flags & (ENetPacketFlags.Reliable | ENetPacketFlags.Unsequenced)) == ENetPacketFlags.Unsequenced) return CommandKind.SendUnsequenced;
        bool isReliable = (flags & ENetPacketFlags.Reliable) != 0 || sender.UnreliableIsExhausted;
        return isReliable ? CommandKind.SendReliable : CommandKind.SendUnreliable;
    }

    // Requirement: FRG-008
    private void QueueFragments(byte channelId, PacketBlock block, int count, int fragmentBytes, SendingContext context)
    {
        ChannelSender sender = Senders[channelId];
        // Requirement: FRG-003
        bool isUnreliable = (block.Flags & (ENetPacketFlags.Reliable | ENetPacketFlags.UnreliableFragment)) == ENetPacketFlags.UnreliableFragment
            && !sender.UnreliableIsExhausted;
        for (int number = 0; number < count; number++)
        {
            int offset = number * fragmentBytes;
            int index = NewCommand(isUnreliable ? CommandKind.SendUnreliableFragment : CommandKind.SendFragment, channelId, context);
            ref OutgoingCommand command = ref context.Commands[index];
            Attach(ref command, block, offset, Math.Min(fragmentBytes, block.Length - offset));
            command.First = (uint)number;
            command.Second = (uint)count;
            // Requirement: FRG-004, FRG-005
            if (isUnreliable) sender.AppendUnreliable(context.Commands, index, startsPacket: number == 0);
            else sender.AppendReliable(context.Commands, index);
            Enqueue(index, ref command, context);
        }

        SentPackets++;
    }

    private static int NewCommand(CommandKind kind, byte channelId, SendingContext context)
    {
        ref OutgoingCommand command = ref context.Commands.Allocate(out int index);
        command.Kind = kind;
        command.ChannelId = channelId;
        command.Block = -1;
        // Requirement: CMD-003
        command.Flags = kind == CommandKind.SendUnreliableFragment ? CommandFlags.None : CommandFlags.Acknowledge;
        return index;
    }

    private static void Attach(ref OutgoingCommand command, PacketBlock block, int offset, int length)
    {
        block.ReferenceCount++;
        command.Block = block.Id;
        command.Offset = offset;
        command.Length = (ushort)length;
    }

    /// <summary>Gives a command that has no number its own, because it is written, or dropped in its turn.</summary>
    // Requirement: CHN-004, CHN-005, CHN-007
    public void Number(int index, ref OutgoingCommand command, Slab<OutgoingCommand> slab)
    {
        if (WithTerms > 0) QueuedTerms.Forget(ref this, index, ref command, slab);
        if (command.Kind != CommandKind.SendUnsequenced)
        {
            Senders[command.ChannelId].NumberThrough(slab, index, ref command);
            return;
        }

        command.UnreliableSequence = ++UnsequencedGroup;
        command.Stage = OutgoingStage.Numbered;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enqueue(int index, ref OutgoingCommand command, SendingContext context)
    {
        // Requirement: REL-040
        command.QueueOrder = context.NextQueueOrder();
        // Requirement: FLW-051
        Total.Add(CommandLayout.SizeOf(command.Kind) + command.Length, context.BandwidthRound);
        if (TakesTurns && TryEnqueueInTurn(index, ref command, context)) return;
        QueueOf(ref this, command, context).AppendNew(context.Commands, index, ref command);
    }

    // Behind reliable data of its channel that waits, unreliable data waits as well: a receiver could do nothing with it before.
    // Requirement: CHN-014
    private bool TryEnqueueInTurn(int index, ref OutgoingCommand command, SendingContext context)
    {
        if (!command.CarriesPayload || command.Kind == CommandKind.SendUnsequenced) return false;
        ChannelSender sender = Senders[command.ChannelId];
        bool isFirst = sender.Waiting.IsEmpty;
        if (isFirst && !command.IsReliable) return false;
        sender.Waiting.AppendNew(context.Commands, index, ref command);
        if (isFirst) Turns.Enter(sender);
        return true;
    }
}
