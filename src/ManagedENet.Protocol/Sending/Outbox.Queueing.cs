using System;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <content>From a packet to numbered commands in the queues.</content>
internal partial struct Outbox
{
    /// <summary>Queues a copy of <paramref name="payload"/>, cut where it is longer than <paramref name="fragmentBytes"/>.</summary>
    public ENetSendResult Queue(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags, int fragmentBytes, SendingContext context)
    {
        if (payload.Length <= fragmentBytes)
        {
            if (!Budget.TryCharge(CostOf(payload.Length), context.Budget)) return ENetSendResult.QueueFull;
            if (payload.Length <= PayloadCells.CellBytes)
            {
                int index = QueueWhole(channelId, payload.Length, flags, context);
                context.Commands[index].Block = OutgoingCommand.InCell;
                context.Cells.Fill(index, payload);
            }
            else
            {
                // First the block: where there is no memory for it, nothing is queued.
                int blockId = context.Pool.RentCopy(payload, flags).Id;
                context.Commands[QueueWhole(channelId, payload.Length, flags, context)].Block = blockId;
            }

            return ENetSendResult.Queued;
        }

        PacketBlock block = context.Pool.RentCopy(payload, flags);
        ENetSendResult result = QueueFragments(channelId, block, fragmentBytes, context);
        context.Pool.Release(block);
        return result;
    }

    /// <summary>Queues a block, cut where it is too long; every command takes its own reference to it.</summary>
    // Requirement: CHN-008
    public ENetSendResult Queue(byte channelId, PacketBlock block, int fragmentBytes, SendingContext context)
    {
        if (block.Length > fragmentBytes) return QueueFragments(channelId, block, fragmentBytes, context);
        // Requirement: LIM-012
        if (!Budget.TryCharge(CostOf(block.Length), context.Budget)) return ENetSendResult.QueueFull;
        block.ReferenceCount++;
        context.Commands[QueueWhole(channelId, block.Length, block.Flags, context)].Block = block.Id;
        return ENetSendResult.Queued;
    }

    /// <summary>Queues a command of the connection itself, without further fields.</summary>
    public void QueueControl(CommandKind kind, SendingContext context) => QueueControl(kind, CommandFlags.Acknowledge, 0, 0, 0, context);

    /// <summary>Queues a command of the connection itself with the numbers that stand in it.</summary>
    // Requirement: CHN-003
    public void QueueControl(CommandKind kind, CommandFlags flags, uint first, uint second, uint third, SendingContext context)
    {
        int index = NewCommand(kind, ProtocolConstants.ControlChannel, context);
        ref OutgoingCommand command = ref context.Commands[index];
        command.Flags = flags;
        command.First = first;
        command.Second = second;
        command.Third = third;
        Number(ref command);
        Enqueue(index, ref command, context);
    }

    /// <summary>Queues a command of the connection itself whose body is written already.</summary>
    public void QueueControl(CommandKind kind, PacketBlock body, SendingContext context)
    {
        int index = NewCommand(kind, ProtocolConstants.ControlChannel, context);
        ref OutgoingCommand command = ref context.Commands[index];
        command.Block = body.Id;
        Number(ref command);
        Enqueue(index, ref command, context);
    }

    /// <summary>The queue in which a command waits.</summary>
    // Requirement: REL-040
    public static ref SlabList QueueOf(ref Outbox outbox, in OutgoingCommand command, SendingContext context)
    {
        bool isApart = command.IsReliable && command.CarriesPayload && !context.QueuesTogether;
        return ref isApart ? ref outbox.Reliable : ref outbox.Others;
    }

    private static int CostOf(int payloadBytes) => payloadBytes + MemoryBudget.CommandOverheadBytes;

    private void Number(ref OutgoingCommand command) => command.ReliableSequence = ControlSequence = SequenceNumber.Next(ControlSequence);

    /// <summary>Numbers and queues a packet that needs no cutting and was charged for; the caller puts the payload to the command whose number comes back.</summary>
    private int QueueWhole(byte channelId, int length, ENetPacketFlags flags, SendingContext context)
    {
        ChannelSender sender = Senders.Get(channelId, context.Stores);
        ref OutgoingCommand command = ref context.Commands.Allocate(out int index);
        CommandKind kind = KindOf(flags, sender);
        command.Kind = kind;
        command.ChannelId = channelId;
        command.Length = (ushort)length;
        switch (kind)
        {
            case CommandKind.SendReliable:
                command.Flags = CommandFlags.Acknowledge;
                command.ReliableSequence = sender.NextReliable();
                break;
            case CommandKind.SendUnsequenced:
                command.Flags = CommandFlags.Unsequenced;
                // Requirement: CHN-007
                command.UnreliableSequence = ++UnsequencedGroup;
                break;
            default:
                // Requirement: CHN-005
                command.ReliableSequence = sender.ReliableSequence;
                command.UnreliableSequence = sender.NextUnreliable();
                break;
        }

        Enqueue(index, ref command, context);
        SentPackets++;
        return index;
    }

    // Requirement: CHN-002
    private static CommandKind KindOf(ENetPacketFlags flags, ChannelSender sender)
    {
        if ((flags & (ENetPacketFlags.Reliable | ENetPacketFlags.Unsequenced)) == ENetPacketFlags.Unsequenced) return CommandKind.SendUnsequenced;
        bool isReliable = (flags & ENetPacketFlags.Reliable) != 0 || sender.UnreliableIsExhausted;
        return isReliable ? CommandKind.SendReliable : CommandKind.SendUnreliable;
    }

    // Requirement: FRG-008
    private ENetSendResult QueueFragments(byte channelId, PacketBlock block, int fragmentBytes, SendingContext context)
    {
        ChannelSender sender = Senders.Get(channelId, context.Stores);
        // Requirement: FRG-002
        int count = (block.Length + fragmentBytes - 1) / fragmentBytes;
        // Requirement: FRG-003
        bool isUnreliable = (block.Flags & (ENetPacketFlags.Reliable | ENetPacketFlags.UnreliableFragment)) == ENetPacketFlags.UnreliableFragment
            && !sender.UnreliableIsExhausted;
        // Requirement: FRG-006, FRG-007, DEV-024
        if (!FragmentSender.CanComplete(sender.ReliableSequence, count, isUnreliable)) return ENetSendResult.TooLarge;
        long cost = block.Length + ((long)count * MemoryBudget.CommandOverheadBytes);
        // Requirement: LIM-012
        if (!Budget.TryCharge(cost, context.Budget)) return ENetSendResult.QueueFull;

        ushort unreliable = isUnreliable ? sender.NextUnreliable() : (ushort)0;
        for (int number = 0; number < count; number++)
        {
            int offset = number * fragmentBytes;
            int index = NewCommand(isUnreliable ? CommandKind.SendUnreliableFragment : CommandKind.SendFragment, channelId, context);
            ref OutgoingCommand command = ref context.Commands[index];
            Attach(ref command, block, offset, Math.Min(fragmentBytes, block.Length - offset));
            command.First = (uint)number;
            command.Second = (uint)count;
            // Requirement: FRG-004, FRG-005
            command.ReliableSequence = isUnreliable ? sender.ReliableSequence : sender.NextReliable();
            command.UnreliableSequence = unreliable;
            Enqueue(index, ref command, context);
        }

        SentPackets++;
        return ENetSendResult.Queued;
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

    private void Enqueue(int index, ref OutgoingCommand command, SendingContext context)
    {
        // Requirement: REL-040
        command.QueueOrder = context.NextQueueOrder();
        // Requirement: FLW-051
        Total.Add(CommandLayout.SizeOf(command.Kind) + command.Length, context.BandwidthRound);
        QueueOf(ref this, command, context).Append(context.Commands, index);
    }
}
