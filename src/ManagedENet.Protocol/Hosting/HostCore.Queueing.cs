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
        if (!peer.TryOpenChannel(channelId, _stores, isForSending: true)) return ENetSendResult.QueueFull;
        if (payload.Length > FragmentBytesOf(peer))
        {
            int count = CountFragments(peer, payload.Length);
            PacketBlock? block = _stores.TryRentPlaces(payload.Length, flags, count, ref peer.OutgoingAccount);
            if (block is null) return ENetSendResult.QueueFull;
            payload.CopyTo(block.Buffer);
            QueueFragments(peer, channelId, block, count);
            return ENetSendResult.Queued;
        }

        // Requirement: LIM-012
        if (payload.Length <= PayloadCell.SizeBytes)
        {
            if (!_stores.TryReservePlace(ref peer.OutgoingAccount)) return ENetSendResult.QueueFull;
            ref OutgoingCommand command = ref _outgoing.Allocate(out int index);
            command.Block = OutgoingCommand.InCell;
            payload.CopyTo(PayloadCell.Of(ref command.Cell));
            QueueWhole(peer, channelId, index, ref command, payload.Length, flags);
        }
        else
        {
            PacketBlock? block = _stores.TryTakeCopy(payload, flags, ref peer.OutgoingAccount);
            if (block is null) return ENetSendResult.QueueFull;
            QueueBlock(peer, channelId, block, 1);
        }

        return ENetSendResult.Queued;
    }

    /// <summary>
    /// Queues a packet (<c>enet_peer_send</c>). It is no longer the caller's when the answer is <see cref="ENetSendResult.Queued"/>, and still is otherwise. A packet of
    /// another host is copied.
    /// </summary>
    // Requirement: LIM-035
    public ENetSendResult Send(PeerCore peer, byte channelId, ENetPacket packet)
    {
        PacketBlock block = packet.Block;
        bool isCopied = block.Pool != _pool || block.Length <= PayloadCell.SizeBytes;
        ENetSendResult result = isCopied ? Send(peer, channelId, block.Span, block.Flags) : SendBlock(peer, channelId, block);
        if (result == ENetSendResult.Queued) packet.Dispose();
        return result;
    }

    /// <summary>
    /// Queues one packet for every connected peer, sharing its memory (<c>enet_host_broadcast</c>). The packet is consumed in every case. Answers how many took it.
    /// </summary>
    // Requirement: CHN-062, LIM-035
    public int Broadcast(byte channelId, ENetPacket packet)
    {
        PacketBlock block = packet.Block;
        bool isCopied = block.Pool != _pool || block.Length <= PayloadCell.SizeBytes;
        int taken = isCopied ? Broadcast(channelId, block.Span, block.Flags) : BroadcastBlock(channelId, block);
        packet.Dispose();
        return taken;
    }

    /// <summary>Queues a copy of <paramref name="payload"/> for every connected peer, one for all of them. Answers how many took it.</summary>
    internal int Broadcast(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        int taken = 0;
        PacketBlock? shared = null;
        for (int slot = 0; slot < _peers.HighWater; slot++)
        {
            PeerCore? peer = _peers[slot];
            if (peer is null) continue;
            if (payload.Length <= PayloadCell.SizeBytes)
            {
                if (Send(peer, channelId, payload, flags) == ENetSendResult.Queued) taken++;
                continue;
            }

            // Asked before it is copied: where nobody has room for it, nothing is done.
            if (CheckSend(peer, channelId, payload.Length) != ENetSendResult.Queued) continue;
            if (shared is null && !_stores.MayView(payload.Length, CountFragments(peer, payload.Length), peer.OutgoingAccount)) continue;
            shared ??= _pool.RentCopy(payload, flags);
            if (QueueShared(peer, channelId, shared)) taken++;
        }

        if (shared is not null) _pool.EndOwnership(shared);
        return taken;
    }

    /// <summary>The longest packet that can be sent to a peer: what the host allows, and no more fragments than any receiver can put together.</summary>
    // Requirement: FRG-007
    internal int MaximumPacketBytesOf(PeerCore peer) => (int)Math.Min(Options.MaximumPacketBytes, FragmentSender.LongestPacket(FragmentBytesOf(peer), _stores.Ledger.Outgoing.QueueLimit));

    private int BroadcastBlock(byte channelId, PacketBlock block)
    {
        int taken = 0;
        for (int slot = 0; slot < _peers.HighWater; slot++)
        {
            PeerCore? peer = _peers[slot];
            if (peer is null || CheckSend(peer, channelId, block.Length) != ENetSendResult.Queued) continue;
            if (QueueShared(peer, channelId, block)) taken++;
        }

        return taken;
    }

    // Requirement: CHN-001, DIS-011, LIM-010, FRG-007
    private ENetSendResult CheckSend(PeerCore peer, byte channelId, int length)
    {
        if (peer.State != ENetPeerState.Connected) return ENetSendResult.NotConnected;
        if (channelId >= peer.ChannelCount) return ENetSendResult.InvalidChannel;
        if (length > Options.MaximumPacketBytes || (length > ProtocolConstants.MinimumMtu && length > MaximumPacketBytesOf(peer))) return ENetSendResult.TooLarge;
        return ENetSendResult.Queued;
    }

    // What a fragment may carry, and with it the longest packet that needs no cutting.
    // Requirement: FRG-001
    private int FragmentBytesOf(PeerCore peer) => peer.MtuBytes - ProtocolConstants.HeaderBytes - CommandLayout.SendFragmentBytes - _checksumBytes;

    private int CountFragments(PeerCore peer, int length) => (int)FragmentSender.CountOf(length, FragmentBytesOf(peer));

    /// <summary>Queues a packet of this host's own; every command takes its own reference to the block.</summary>
    // Requirement: CHN-008, LIM-012
    private ENetSendResult SendBlock(PeerCore peer, byte channelId, PacketBlock block)
    {
        ENetSendResult result = CheckSend(peer, channelId, block.Length);
        if (result != ENetSendResult.Queued) return result;
        if (!peer.TryOpenChannel(channelId, _stores, isForSending: true)) return ENetSendResult.QueueFull;
        int count = CountFragments(peer, block.Length);
        if (!_stores.TryAdoptPlaces(block, count, ref peer.OutgoingAccount)) return ENetSendResult.QueueFull;
        QueueBlock(peer, channelId, block, count);
        return ENetSendResult.Queued;
    }

    private bool QueueShared(PeerCore peer, byte channelId, PacketBlock block)
    {
        if (!peer.TryOpenChannel(channelId, _stores, isForSending: true)) return false;
        int count = CountFragments(peer, block.Length);
        PacketBlock? view = _stores.TryViewPlaces(block, count, ref peer.OutgoingAccount);
        if (view is null) return false;
        QueueBlock(peer, channelId, view, count);
        return true;
    }

    private void QueueBlock(PeerCore peer, byte channelId, PacketBlock block, int count)
    {
        if (count > 1)
        {
            QueueFragments(peer, channelId, block, count);
            return;
        }

        block.ReferenceCount++;
        ref OutgoingCommand command = ref _outgoing.Allocate(out int index);
        command.Block = block.Id;
        QueueWhole(peer, channelId, index, ref command, block.Length, block.Flags);
    }

    /// <summary>Numbers and queues a packet that needs no cutting and whose command has its payload.</summary>
    private void QueueWhole(PeerCore peer, byte channelId, int index, ref OutgoingCommand command, int length, ENetPacketFlags flags)
    {
        ChannelSender sender = peer.Channel(channelId).Sender;
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
    }

    // Requirement: CHN-002
    private static CommandKind KindOf(ENetPacketFlags flags, ChannelSender sender)
    {
        if ((flags & (ENetPacketFlags.Reliable | ENetPacketFlags.Unsequenced)) == ENetPacketFlags.Unsequenced) return CommandKind.SendUnsequenced;
        bool isReliable = (flags & ENetPacketFlags.Reliable) != 0 || sender.UnreliableIsExhausted;
        return isReliable ? CommandKind.SendReliable : CommandKind.SendUnreliable;
    }

    // Requirement: FRG-008
    private void QueueFragments(PeerCore peer, byte channelId, PacketBlock block, int count)
    {
        ChannelSender sender = peer.Channel(channelId).Sender;
        int fragmentBytes = FragmentBytesOf(peer);
        // Requirement: FRG-003
        bool isUnreliable = (block.Flags & (ENetPacketFlags.Reliable | ENetPacketFlags.UnreliableFragment)) == ENetPacketFlags.UnreliableFragment
            && !sender.UnreliableIsExhausted;

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
        _stores.CountControl(ref peer.OutgoingAccount);
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
        QueueOf(peer, command).AppendNew(_outgoing, index, ref command);
        MarkReady(peer);
    }

    // Requirement: REL-040
    private ref SlabList QueueOf(PeerCore peer, in OutgoingCommand command)
    {
        bool isApart = command.IsReliable && command.CarriesPayload && !Has(NativeQuirks.OneQueue);
        return ref isApart ? ref peer.OutgoingReliable : ref peer.Outgoing;
    }
}
