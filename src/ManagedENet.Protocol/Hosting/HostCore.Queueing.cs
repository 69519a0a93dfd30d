using System;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>From a packet to numbered commands in a peer's queues.</summary>
public sealed partial class HostCore
{
    private uint _queueOrder;

    /// <summary>A packet of <paramref name="length"/> bytes, owned by the caller, whose bytes are to be written.</summary>
    public ENetPacket CreatePacket(int length, ENetPacketFlags flags)
    {
        if (length < 0) throw new ArgumentOutOfRangeException(nameof(length), length, "A packet has 0 or more bytes.");
        return new ENetPacket(_pool.Rent(length, flags));
    }

    /// <summary>A packet, owned by the caller, with a copy of <paramref name="payload"/>.</summary>
    public ENetPacket CreatePacket(ReadOnlySpan<byte> payload, ENetPacketFlags flags) => new(_pool.RentCopy(payload, flags));

    /// <summary>Queues a copy of <paramref name="payload"/> (<c>enet_peer_send</c>).</summary>
    public ENetSendResult Send(PeerCore peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        ENetSendResult result = CheckSend(peer, channelId, payload.Length);
        if (result != ENetSendResult.Queued) return result;
        if (payload.Length <= FragmentBytesOf(peer))
        {
            if (!peer.OutgoingBudget.TryCharge(CostOf(payload.Length), _outgoingBudget)) return ENetSendResult.QueueFull;
            if (payload.Length <= PayloadCells.CellBytes)
            {
                int index = QueueWhole(peer, channelId, payload.Length, flags);
                _outgoing[index].Block = OutgoingCommand.InCell;
                _cells.Fill(index, payload);
            }
            else
            {
                // First the block: where there is no memory for it, nothing is queued.
                int blockId = _pool.RentCopy(payload, flags).Id;
                _outgoing[QueueWhole(peer, channelId, payload.Length, flags)].Block = blockId;
            }

            return ENetSendResult.Queued;
        }

        PacketBlock block = _pool.RentCopy(payload, flags);
        result = QueueFragments(peer, channelId, block);
        _pool.Release(block);
        return result;
    }

    /// <summary>Queues a packet (<c>enet_peer_send</c>). It is no longer the caller's when the answer is <see cref="ENetSendResult.Queued"/>, and still is otherwise.</summary>
    public ENetSendResult Send(PeerCore peer, byte channelId, ENetPacket packet)
    {
        PacketBlock block = packet.Block;
        ENetSendResult result = CheckSend(peer, channelId, block.Length);
        if (result == ENetSendResult.Queued) result = QueuePacket(peer, channelId, block);
        if (result == ENetSendResult.Queued) packet.Dispose();
        return result;
    }

    /// <summary>
    /// Queues one packet for every connected peer, sharing its memory (<c>enet_host_broadcast</c>). The packet is consumed in every case. Answers how many took it.
    /// </summary>
    // Requirement: CHN-062
    public int Broadcast(byte channelId, ENetPacket packet)
    {
        PacketBlock block = packet.Block;
        int taken = 0;
        for (int slot = 0; slot < _peers.HighWater; slot++)
        {
            PeerCore? peer = _peers[slot];
            if (peer is null || CheckSend(peer, channelId, block.Length) != ENetSendResult.Queued) continue;
            if (QueuePacket(peer, channelId, block) == ENetSendResult.Queued) taken++;
        }

        packet.Dispose();
        return taken;
    }

    private static int CostOf(int payloadBytes) => payloadBytes + MemoryBudget.CommandOverheadBytes;

    // Requirement: CHN-001, DIS-011, LIM-010
    private ENetSendResult CheckSend(PeerCore peer, byte channelId, int length)
    {
        if (peer.State != ENetPeerState.Connected) return ENetSendResult.NotConnected;
        if (channelId >= peer.ChannelCount) return ENetSendResult.InvalidChannel;
        return length > Options.MaximumPacketBytes ? ENetSendResult.TooLarge : ENetSendResult.Queued;
    }

    // What a fragment may carry, and with it the longest packet that needs no cutting.
    // Requirement: FRG-001
    private int FragmentBytesOf(PeerCore peer) => peer.MtuBytes - ProtocolConstants.HeaderBytes - CommandLayout.SendFragmentBytes - _checksumBytes;

    /// <summary>Queues the packet, cut where it is too long; every command takes its own reference to the block.</summary>
    // Requirement: CHN-008
    private ENetSendResult QueuePacket(PeerCore peer, byte channelId, PacketBlock block)
    {
        if (block.Length > FragmentBytesOf(peer)) return QueueFragments(peer, channelId, block);
        // Requirement: LIM-012
        if (!peer.OutgoingBudget.TryCharge(CostOf(block.Length), _outgoingBudget)) return ENetSendResult.QueueFull;
        block.ReferenceCount++;
        _outgoing[QueueWhole(peer, channelId, block.Length, block.Flags)].Block = block.Id;
        return ENetSendResult.Queued;
    }

    /// <summary>Numbers and queues a packet that needs no cutting and was charged for; the caller puts the payload to the command whose number comes back.</summary>
    private int QueueWhole(PeerCore peer, byte channelId, int length, ENetPacketFlags flags)
    {
        ChannelSender sender = peer.Channel(channelId, _stores).Sender;
        ref OutgoingCommand command = ref _outgoing.Allocate(out int index);
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
                command.UnreliableSequence = ++peer.UnsequencedGroup;
                break;
            default:
                // Requirement: CHN-005
                command.ReliableSequence = sender.ReliableSequence;
                command.UnreliableSequence = sender.NextUnreliable();
                break;
        }

        Enqueue(peer, index, ref command);
        peer.Traffic.SentPackets++;
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
    private ENetSendResult QueueFragments(PeerCore peer, byte channelId, PacketBlock block)
    {
        ChannelSender sender = peer.Channel(channelId, _stores).Sender;
        int fragmentBytes = FragmentBytesOf(peer);
        // Requirement: FRG-002
        int count = (block.Length + fragmentBytes - 1) / fragmentBytes;
        // Requirement: FRG-003
        bool isUnreliable = (block.Flags & (ENetPacketFlags.Reliable | ENetPacketFlags.UnreliableFragment)) == ENetPacketFlags.UnreliableFragment
            && !sender.UnreliableIsExhausted;
        // Requirement: FRG-006, FRG-007, DEV-024
        if (!FragmentSender.CanComplete(sender.ReliableSequence, count, isUnreliable)) return ENetSendResult.TooLarge;
        long cost = block.Length + ((long)count * MemoryBudget.CommandOverheadBytes);
        // Requirement: LIM-012
        if (!peer.OutgoingBudget.TryCharge(cost, _outgoingBudget)) return ENetSendResult.QueueFull;

        ushort unreliable = isUnreliable ? sender.NextUnreliable() : (ushort)0;
        for (int number = 0; number < count; number++)
        {
            int offset = number * fragmentBytes;
            int index = NewCommand(isUnreliable ? CommandKind.SendUnreliableFragment : CommandKind.SendFragment, channelId);
            ref OutgoingCommand command = ref _outgoing[index];
            Attach(ref command, block, offset, Math.Min(fragmentBytes, block.Length - offset));
            command.First = (uint)number;
            command.Second = (uint)count;
            // Requirement: FRG-004, FRG-005
            command.ReliableSequence = isUnreliable ? sender.ReliableSequence : sender.NextReliable();
            command.UnreliableSequence = unreliable;
            Enqueue(peer, index);
        }

        peer.Traffic.SentPackets++;
        return ENetSendResult.Queued;
    }

    private int NewCommand(CommandKind kind, byte channelId)
    {
        int index = _outgoing.Allocate();
        ref OutgoingCommand command = ref _outgoing[index];
        command.Kind = kind;
        command.ChannelId = channelId;
        command.Block = -1;
        // Requirement: CMD-003
        command.Flags = kind switch
        {
            CommandKind.SendUnreliable or CommandKind.SendUnreliableFragment => CommandFlags.None,
            CommandKind.SendUnsequenced => CommandFlags.Unsequenced,
            _ => CommandFlags.Acknowledge,
        };
        return index;
    }

    private static void Attach(ref OutgoingCommand command, PacketBlock block, int offset, int length)
    {
        block.ReferenceCount++;
        command.Block = block.Id;
        command.Offset = offset;
        command.Length = (ushort)length;
    }

    /// <summary>Numbers a command of the connection itself and queues it.</summary>
    // Requirement: CHN-003
    private void EnqueueControl(PeerCore peer, int index)
    {
        _outgoing[index].ReliableSequence = peer.ControlSequence = SequenceNumber.Next(peer.ControlSequence);
        Enqueue(peer, index);
    }

    private void Enqueue(PeerCore peer, int index) => Enqueue(peer, index, ref _outgoing[index]);

    private void Enqueue(PeerCore peer, int index, ref OutgoingCommand command)
    {
        // Requirement: REL-040
        command.QueueOrder = ++_queueOrder;
        // Requirement: FLW-051
        peer.Totals.AddOutgoing(CommandLayout.SizeOf(command.Kind) + command.Length, _bandwidthRound);
        QueueOf(peer, command).Append(_outgoing, index);
        MarkReady(peer);
    }

    // Requirement: REL-040
    private ref SlabList QueueOf(PeerCore peer, in OutgoingCommand command)
    {
        bool isApart = command.IsReliable && command.CarriesPayload && !Has(NativeQuirks.OneQueue);
        return ref isApart ? ref peer.OutgoingReliable : ref peer.Outgoing;
    }
}
