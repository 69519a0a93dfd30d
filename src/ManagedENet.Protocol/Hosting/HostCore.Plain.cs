using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Windows;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// The usual case, apart from the rest because it is most of the work: runs of reliable packets that are new and in order, and of acknowledgements of what is in flight.
/// Each of these loops stops at the first command that is anything else and leaves it to the general way, which does the same to the commands they take, one by one and
/// at three times the cost.
/// </summary>
public sealed partial class HostCore
{
    private const uint PlainReliable = (uint)CommandKind.SendReliable | (uint)CommandFlags.Acknowledge;

    /// <summary>Writes new reliable packets in one piece, one after another in the only queue that holds anything. True when something was written.</summary>
    private bool WritePlainReliable(PeerCore peer, ref DatagramWriter writer, long window)
    {
        if (!peer.Outgoing.IsEmpty) return false;
        ChannelSender? sender = null;
        int senderChannel = -1;
        int last = -1;
        long transit = peer.ReliableBytesInTransit;
        long retransmitAfterMs = peer.RoundTrip.RetransmitAfterMs;
        uint timeoutLimit = peer.Liveness.TimeoutLimit;
        uint written = 0;
        for (int index = peer.OutgoingReliable.Head; index >= 0;)
        {
            ref OutgoingCommand command = ref _outgoing[index];
            int bytes = CommandLayout.SendReliableBytes + command.Length;
            bool isPlain = command.Kind == CommandKind.SendReliable && command.SendAttempts == 0 && !ReliableWindowGate.IsEntry(command.ReliableSequence);
            if (!isPlain || transit + command.Length > window || !writer.Fits(bytes)) break;
            if (command.ChannelId != senderChannel)
            {
                if (command.ChannelId >= peer.ChannelCount) break;
                sender = peer.Channel(command.ChannelId).Sender;
                if (sender.GatedInPass == _pass) break;
                senderChannel = command.ChannelId;
            }

            if (!sender!.TryTrack(command.ReliableSequence, index, _stores.Ledger.Outgoing, ref peer.OutgoingAccount)) break;
            command.SendAttempts = 1;
            command.RetransmitAfterMs = retransmitAfterMs;
            command.TimeoutLimit = timeoutLimit;
            command.IsInFlight = true;
            command.SentTimeMs = _nowMs;
            transit += command.Length;
            WriteReliable(ref writer, ref command, bytes);
            written++;
            last = index;
            index = command.Next;
        }

        if (last < 0) return false;
        if (peer.InFlight.IsEmpty) peer.Liveness.NextTimeoutMs = _nowMs + retransmitAfterMs;
        peer.InFlight.TakeFront(_outgoing, ref peer.OutgoingReliable, last);
        peer.ReliableBytesInTransit = transit;
        peer.Losses.Sent += written;
        writer.HasSentTime = true;
        return true;
    }

    /// <summary>Reads a run of commands of the usual kinds from the front; answers how many bytes they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadPlain<TSink>(PeerCore peer, in DatagramHeader header, ReadOnlySpan<byte> commands, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        if (commands.Length < CommandLayout.SendReliableBytes || peer.State != ENetPeerState.Connected) return 0;
        return commands[0] switch
        {
            (byte)CommandKind.Acknowledge => ReadPlainAcknowledgements(peer, commands),
            (byte)PlainReliable when header.HasSentTime => ReadPlainReliable(peer, header.SentTime, commands, ref sink),
            _ => 0,
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadPlainAcknowledgements(PeerCore peer, ReadOnlySpan<byte> commands)
    {
        const int channelShift = 48, kindShift = 56, sequenceShift = 16;
        ChannelSender? sender = null;
        int senderChannel = -1;
        int read = 0;
        while (commands.Length - read >= CommandLayout.AcknowledgeBytes)
        {
            ulong raw = BinaryPrimitives.ReadUInt64BigEndian(commands.Slice(read));
            if (raw >> kindShift != (ulong)CommandKind.Acknowledge) break;
            byte channelId = (byte)(raw >> channelShift);
            if (channelId != senderChannel)
            {
                if (channelId == ProtocolConstants.ControlChannel) break;
                sender = peer.ExistingChannel(channelId)?.Sender;
                if (sender is null) break;
                senderChannel = channelId;
            }

            ushort sequence = (ushort)(raw >> sequenceShift);
            int index = sender!.Find(sequence);
            if (index < 0) break;
            ref OutgoingCommand command = ref _outgoing[index];
            if (!command.IsInFlight || ProtocolTime.ToWire(command.SentTimeMs) != (ushort)raw) break;

            Measure(peer, (uint)Math.Max(_nowMs - command.SentTimeMs, 1));
            sender.Acknowledge(sequence);
            peer.InFlight.Remove(_outgoing, index);
            peer.ReliableBytesInTransit -= command.Length;
            Release(peer, index);
            read += CommandLayout.AcknowledgeBytes;
        }

        if (read > 0) SetNextTimeout(peer);
        return read;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadPlainReliable<TSink>(PeerCore peer, ushort sentTime, ReadOnlySpan<byte> commands, ref TSink sink)
        where TSink : struct, IDirectDelivery
    {
        const int kindShift = 24, channelShift = 16;
        ChannelReceiver? receiver = null;
        int receiverChannel = -1;
        int epoch = peer.Epoch;
        uint connectId = peer.ConnectId;
        int read = 0;
        while (commands.Length - read >= CommandLayout.SendReliableBytes)
        {
            ReadOnlySpan<byte> rest = commands.Slice(read);
            uint raw = BinaryPrimitives.ReadUInt32BigEndian(rest);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(CommandLayout.HeaderBytes));
            if (raw >> kindShift != PlainReliable || length > rest.Length - CommandLayout.SendReliableBytes || length > Options.MaximumPacketBytes) break;
            byte channelId = (byte)(raw >> channelShift);
            if (channelId != receiverChannel)
            {
                if (channelId >= peer.ChannelCount || !peer.TryOpenChannel(channelId, _stores, isForSending: false)) break;
                receiver = peer.Channel(channelId).Receiver;
                receiverChannel = channelId;
            }

            ushort sequence = (ushort)raw;
            if (!receiver!.IsPlainlyNext(sequence)) break;
            ushort unreliable = receiver.StepTo(sequence);
            if (!TryDeliver(peer, channelId, ENetPacketFlags.Reliable, rest.Slice(CommandLayout.SendReliableBytes, length), ref sink))
            {
                if (peer.Epoch == epoch) receiver.StepBack(unreliable);
                break;
            }

            read += CommandLayout.SendReliableBytes + length;
            if (peer.Epoch != epoch || peer.State != ENetPeerState.Connected)
            {
                // The handler has ended the connection, or begun to: what is acknowledged now is the general way's to know.
                if (peer.ConnectId == connectId) Acknowledge(peer, CommandHeader.Read(rest), sentTime, isStored: false);
                break;
            }

            if (peer.Acknowledgements.TryAdd(channelId, sequence, sentTime, CommandKind.SendReliable, _stores.Ledger.Incoming, ref peer.Inbox.Account)) peer.Totals.AddOutgoing(CommandLayout.AcknowledgeBytes, _bandwidthRound);
            else Counters.Count(DropReason.AcknowledgementsFull);
        }

        return read;
    }
}
