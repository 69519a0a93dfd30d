using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Compression;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Windows;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>A send pass: the peers that are ready or due, in the order of their slots, one datagram at a time.</summary>
public sealed partial class HostCore
{
    private readonly SlotSet _continue;
    private int _cursor;
    private int _burst;
    private int _pass;
    private bool _isFirstRound;
    private bool _checkTimeouts;

    // With native's limit of commands the datagrams of all peers take turns as native's do; else a peer's datagrams come one after another, which is what
    // segmentation offload wants, up to a number that keeps the other peers from waiting.
    private int BurstLimit => Options.MaximumCommandsPerDatagram == ProtocolConstants.NativeCommandsPerDatagram ? 1 : 64;

    private int CommandLimit => Options.MaximumCommandsPerDatagram == 0 ? int.MaxValue : Options.MaximumCommandsPerDatagram;

    /// <summary>Starts a send pass.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="checkTimeouts">True in a service round; false for a flush, which retransmits nothing and gives nobody up.</param>
    public void BeginSendPass(long nowMs, bool checkTimeouts)
    {
        SetTime(nowMs);
        _continue.MoveTo(_ready);
        if (checkTimeouts) _deadlines.Collect(_nowMs, _ready);
        _checkTimeouts = checkTimeouts;
        _cursor = 0;
        _burst = 0;
        _isFirstRound = true;
        _pass++;
    }

    /// <summary>
    /// Writes the next datagram of the pass. False when the pass is over, or when an event has ended it early (<see cref="HasRaisedEvent"/>): the rest stays due.
    /// </summary>
    /// <param name="destination">At least as long as the largest MTU, 4,096 bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="to">Where the datagram goes.</param>
    public bool TryWriteDatagram(Span<byte> destination, out int length, out ENetAddress to)
    {
        while (!HasRaisedEvent)
        {
            PeerCore? peer = NextPeer();
            if (peer is null) break;
            to = peer.Address;
            bool isWritten = TryBuild(peer, destination, out length, out bool isIncomplete);
            if (isIncomplete) _continue.Add(peer.Slot);
            else _burst = 0;
            if (peer.IsLeavingAtOnce && !isIncomplete) ResetPeer(peer);
            else UpdateDeadline(peer);
            if (!isWritten) continue;
            Counters.SentDatagrams++;
            Counters.SentBytes += length;
            return true;
        }

        length = 0;
        to = default;
        return false;
    }

    private PeerCore? NextPeer()
    {
        while (true)
        {
            SlotSet members = _isFirstRound ? _ready : _continue;
            if (_burst > 0 && _continue.Contains(_cursor - 1))
            {
                _burst--;
                _continue.Remove(_cursor - 1);
                return _peers[_cursor - 1];
            }

            int slot = members.NextFrom(_cursor);
            if (slot < 0)
            {
                if (_continue.IsEmpty) return null;
                _isFirstRound = false;
                _cursor = 0;
                continue;
            }

            members.Remove(slot);
            _cursor = slot + 1;
            _burst = BurstLimit - 1;
            PeerCore peer = _peers[slot]!;
            if (!PeerTransitions.IsDeaf(peer.Phase)) return peer;
        }
    }

    private bool TryBuild(PeerCore peer, Span<byte> destination, out int length, out bool isIncomplete)
    {
        length = 0;
        int countedChecksum = Has(NativeQuirks.ChecksumOutsideMtu) ? 0 : _checksumBytes;
        var writer = new DatagramWriter(
            destination,
            ProtocolConstants.HeaderBytes + _checksumBytes,
            peer.MtuBytes - ProtocolConstants.HeaderBytes - countedChecksum,
            CommandLimit);

        if (peer.Acknowledgements.WriteTo(ref writer, _acknowledgements, out isIncomplete)) FinishGoodbye(peer);
        bool isDue = _checkTimeouts && !peer.InFlight.IsEmpty && _nowMs >= peer.Liveness.NextTimeoutMs;
        if (isDue && !TryRetransmit(peer))
        {
            isIncomplete = false;
            return false;
        }

        bool sentUnreliable = false;
        bool mayPing = !peer.HasQueuedCommands || WriteQueued(peer, ref writer, ref sentUnreliable, ref isIncomplete);
        if (mayPing && IsPingDue(peer) && writer.Fits(CommandLayout.PingBytes))
        {
            Ping(peer);
            WriteQueued(peer, ref writer, ref sentUnreliable, ref isIncomplete);
        }

        if (writer.CommandCount == 0) return false;
        peer.Losses.Update(_nowMs);
        length = Wrap(peer, destination, writer.Length, writer.HasSentTime);
        if (sentUnreliable) LeaveWhenDrained(peer);
        return true;
    }

    private bool IsPingDue(PeerCore peer) => peer.InFlight.IsEmpty && _nowMs - peer.Liveness.LastReceiveMs >= peer.Liveness.PingIntervalMs;

    // The acknowledgement of the other side's DISCONNECT is in this datagram: the connection is over once it has left.
    private void FinishGoodbye(PeerCore peer)
    {
        if (peer.IsEstablished) BecomeZombie(peer, peer.EndReason);
        else peer.IsLeavingAtOnce = true;
    }

    private void LeaveWhenDrained(PeerCore peer)
    {
        if (peer.Phase == ENetPeerState.DisconnectLater && !peer.HasOutgoingCommands) Disconnect(peer, peer.EventData);
    }

    /// <summary>Writes what is queued, as far as the datagram, the windows and the throttle allow. True when nothing reliable was ready, so that a ping may follow.</summary>
    private bool WriteQueued(PeerCore peer, ref DatagramWriter writer, ref bool sentUnreliable, ref bool isIncomplete)
    {
        Buffers.Slab<OutgoingCommand> slab = _stores.Outgoing;
        int other = peer.Outgoing.Head;
        int reliable = peer.OutgoingReliable.Head;
        bool mayPing = true;
        int skipped = 0;
        while (true)
        {
            // Two queues, one order: whichever command was queued first.
            bool takesReliable = reliable >= 0 && (other < 0 || (int)(slab[reliable].QueueOrder - slab[other].QueueOrder) < 0);
            int index = takesReliable ? reliable : other;
            if (index < 0) break;
            ref OutgoingCommand command = ref slab[index];
            if (takesReliable) reliable = command.Next;
            else other = command.Next;

            ChannelSender? sender = null;
            if (command.IsReliable)
            {
                if (command.ChannelId < peer.ChannelCount)
                {
                    sender = peer.Channel(command.ChannelId, _stores).Sender;
                    if (IsGated(sender, command))
                    {
                        const int mostSkipped = 1024;
                        if (Has(NativeQuirks.WindowGateStopsAllChannels) || ++skipped > mostSkipped) reliable = -1;
                        continue;
                    }
                }

                if (command.CarriesPayload && !FitsWindow(peer, command.Length))
                {
                    reliable = -1;
                    continue;
                }

                mayPing = false;
            }

            int bytes = CommandLayout.SizeOf(command.Kind) + command.Length;
            if (!writer.Fits(bytes))
            {
                isIncomplete = true;
                break;
            }

            if (command.IsReliable)
            {
                SendReliably(peer, sender, index);
                writer.HasSentTime = true;
            }
            else
            {
                if (command.CarriesPayload && command.Offset == 0 && peer.Throttle.ShouldDrop())
                {
                    Counters.ThrottledPackets++;
                    other = DropThrottled(peer, index);
                    continue;
                }

                peer.Outgoing.Remove(slab, index);
            }

            WriteCommand(ref writer, slab[index], bytes);
            peer.Losses.Sent++;
            if (slab[index].IsReliable) continue;
            sentUnreliable |= slab[index].CarriesPayload;
            Release(peer, index);
        }

        if (!sentUnreliable) LeaveWhenDrained(peer);
        return mayPing;
    }

    private bool IsGated(ChannelSender sender, in OutgoingCommand command)
    {
        if (sender.GatedInPass == _pass) return true;
        if (command.SendAttempts > 0 || !sender.Gate.IsClosedFor(command.ReliableSequence)) return false;
        sender.GatedInPass = _pass;
        return true;
    }

    // The throttle narrows the window too; one datagram's worth may always be under way.
    private static bool FitsWindow(PeerCore peer, int length)
    {
        long window = (long)peer.Throttle.Value * peer.WindowBytes / ProtocolConstants.ThrottleScale;
        return peer.ReliableBytesInTransit + length <= Math.Max(window, peer.MtuBytes);
    }

    private void SendReliably(PeerCore peer, ChannelSender? sender, int index)
    {
        ref OutgoingCommand command = ref _stores.Outgoing[index];
        if (command.SendAttempts == 0)
        {
            if (sender is not null) sender.Track(command.ReliableSequence, index);
            else if (command.ChannelId == ProtocolConstants.ControlChannel) peer.Control.Set(command.ReliableSequence, index);
        }

        if (command.SendAttempts < ushort.MaxValue) command.SendAttempts++;
        if (command.RetransmitAfterMs == 0) command.RetransmitAfterMs = peer.RoundTrip.RetransmitAfterMs;
        if (peer.InFlight.IsEmpty) peer.Liveness.NextTimeoutMs = _nowMs + command.RetransmitAfterMs;
        if (command.CarriesPayload)
        {
            peer.OutgoingReliable.Remove(_stores.Outgoing, index);
            peer.ReliableBytesInTransit += command.Length;
        }
        else
        {
            peer.Outgoing.Remove(_stores.Outgoing, index);
        }

        peer.InFlight.Append(_stores.Outgoing, index);
        command.IsInFlight = true;
        command.SentTimeMs = _nowMs;
    }

    /// <summary>Drops an unreliable packet, with all its fragments, and answers where the queue goes on.</summary>
    private int DropThrottled(PeerCore peer, int index)
    {
        Buffers.Slab<OutgoingCommand> slab = _stores.Outgoing;
        OutgoingCommand dropped = slab[index];
        while (true)
        {
            int next = slab[index].Next;
            peer.Outgoing.Remove(slab, index);
            Release(peer, index);
            if (next < 0) return next;
            ref OutgoingCommand follower = ref slab[next];
            bool isPartOfIt = follower.Kind == CommandKind.SendUnreliableFragment && follower.Block == dropped.Block && follower.ChannelId == dropped.ChannelId
                && follower.UnreliableSequence == dropped.UnreliableSequence && follower.Offset > 0;
            bool isTakenAlong = Has(NativeQuirks.ThrottleDropsFollowers) && follower.CarriesPayload
                && NumbersOf(follower) == NumbersOf(dropped);
            if (!isPartOfIt && !isTakenAlong) return next;
            index = next;
        }
    }

    private static (int Reliable, int Unreliable) NumbersOf(in OutgoingCommand command) =>
        command.Kind == CommandKind.SendUnsequenced ? (0, 0) : (command.ReliableSequence, command.UnreliableSequence);

    private void WriteCommand(ref DatagramWriter writer, in OutgoingCommand command, int bytes)
    {
        Span<byte> target = writer.Add(command.Header, bytes);
        int size = bytes - command.Length;
        switch (command.Kind)
        {
            case CommandKind.Connect or CommandKind.VerifyConnect:
                _stores.Pool[command.Block].Span.Slice(CommandLayout.HeaderBytes).CopyTo(target.Slice(CommandLayout.HeaderBytes));
                return;
            case CommandKind.Disconnect:
                new DisconnectCommand(command.First).Write(target);
                return;
            case CommandKind.BandwidthLimit:
                new BandwidthLimitCommand(command.First, command.Second).Write(target);
                return;
            case CommandKind.ThrottleConfigure:
                new ThrottleConfigureCommand(command.First, command.Second, command.Third).Write(target);
                return;
            case CommandKind.Ping:
                return;
            case CommandKind.SendReliable:
                new SendReliableCommand(command.Length).Write(target);
                break;
            case CommandKind.SendUnreliable:
                new SendUnreliableCommand(command.UnreliableSequence, command.Length).Write(target);
                break;
            case CommandKind.SendUnsequenced:
                new SendUnsequencedCommand(command.UnreliableSequence, command.Length).Write(target);
                break;
            default:
                WriteFragment(target, command);
                break;
        }

        _stores.Pool[command.Block].Span.Slice(command.Offset, command.Length).CopyTo(target.Slice(size));
    }

    private void WriteFragment(Span<byte> target, in OutgoingCommand command)
    {
        ushort start = command.Kind == CommandKind.SendUnreliableFragment
            ? command.UnreliableSequence
            : SequenceNumber.Add(command.ReliableSequence, -(int)command.First);
        uint total = (uint)_stores.Pool[command.Block].Length;
        new SendFragmentCommand(start, command.Length, command.Second, command.First, total, (uint)command.Offset).Write(target);
    }

    /// <summary>Puts the header, the checksum and the compression around the commands; answers the length of the datagram.</summary>
    private int Wrap(PeerCore peer, Span<byte> destination, int end, bool hasSentTime)
    {
        int headerBytes = hasSentTime ? ProtocolConstants.HeaderBytes : ProtocolConstants.ShortHeaderBytes;
        int start = headerBytes + _checksumBytes;
        Span<byte> commands = destination.Slice(ProtocolConstants.HeaderBytes + _checksumBytes, end - ProtocolConstants.HeaderBytes - _checksumBytes);
        if (!hasSentTime) commands.CopyTo(destination.Slice(start));
        int commandBytes = commands.Length;
        commands = destination.Slice(start, commandBytes);

        int compressedBytes = Compress(Options.Compressor, commands);
        bool isKnown = peer.OutgoingPeerId < ProtocolConstants.MaximumPeerId;
        byte session = isKnown ? (byte)peer.OutgoingSessionId : (byte)0;
        new DatagramHeader((ushort)peer.OutgoingPeerId, session, compressedBytes > 0, hasSentTime, ProtocolTime.ToWire(_nowMs)).Write(destination);
        if (Options.Checksum is { } checksum)
        {
            Span<byte> field = destination.Slice(headerBytes, ProtocolConstants.ChecksumBytes);
            ConnectCommand.WriteConnectId(field, isKnown ? peer.ConnectId : 0);
            BinaryPrimitives.WriteUInt32BigEndian(field, checksum.Compute(destination.Slice(0, start + commandBytes)));
        }

        if (compressedBytes == 0) return start + commandBytes;
        _scratch.AsSpan(0, compressedBytes).CopyTo(commands);
        return start + compressedBytes;
    }

    private int Compress(IDatagramCompressor? compressor, ReadOnlySpan<byte> commands)
    {
        if (compressor is null) return 0;
        int length = compressor.Compress(commands, _scratch.AsSpan(0, commands.Length));
        return length > 0 && length < commands.Length ? length : 0;
    }

    private void UpdateDeadline(PeerCore peer)
    {
        long deadline = ProtocolTime.Never;
        if (!PeerTransitions.IsDeaf(peer.Phase))
        {
            if (!peer.InFlight.IsEmpty) deadline = peer.Liveness.NextTimeoutMs;
            else if (peer.Phase == ENetPeerState.Connected) deadline = peer.Liveness.LastReceiveMs + peer.Liveness.PingIntervalMs;

            // What was due has just been looked at; a flush leaves it to the next service round.
            if (deadline != ProtocolTime.Never && _checkTimeouts) deadline = Math.Max(deadline, _nowMs + 1);
        }

        _deadlines.Set(peer.Slot, deadline);
    }
}
