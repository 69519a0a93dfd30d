using System;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Which of a peer's queued commands go into the datagram that is being written.</summary>
public sealed partial class HostCore
{
    /// <summary>Writes what is queued, as far as the datagram, the windows and the throttle allow. True when nothing reliable was ready, so that a ping may follow.</summary>
    private bool WriteQueued(PeerCore peer, ref DatagramWriter writer, ref bool sentUnreliable, ref bool isIncomplete)
    {
        Buffers.Slab<OutgoingCommand> slab = _outgoing;
        long window = WindowOf(peer);
        bool mayPing = !WritePlainReliable(peer, ref writer, window);
        int other = peer.Outgoing.Head;
        int reliable = peer.OutgoingReliable.Head;
        int skipped = 0;
        bool isStopped = false;
        while (true)
        {
            // Two queues, one order: whichever command was queued first.
            // Requirement: REL-040
            bool takesReliable = reliable >= 0 && (other < 0 || (int)(slab[reliable].QueueOrder - slab[other].QueueOrder) < 0);
            int index = takesReliable ? reliable : other;
            if (index < 0) break;
            ref OutgoingCommand command = ref slab[index];
            if (takesReliable) reliable = command.Next;
            else other = command.Next;

            ChannelSender? sender = null;
            bool isReliable = command.IsReliable;
            if (isReliable)
            {
                // Only with one queue for all: the end of a queue of its own stops reliable data otherwise.
                if (isStopped && command.CarriesPayload) continue;
                if (command.ChannelId < peer.ChannelCount)
                {
                    sender = peer.Channel(command.ChannelId).Sender;
                    if (IsGated(peer, sender, command))
                    {
                        const int mostSkipped = 1024;
                        // Requirement: CHN-012, DEV-033
                        isStopped = Has(NativeQuirks.WindowGateStopsAllChannels) || ++skipped > mostSkipped;
                        if (isStopped) reliable = -1;
                        continue;
                    }
                }

                // Requirement: REL-041
                if (command.CarriesPayload && peer.ReliableBytesInTransit + command.Length > window)
                {
                    reliable = -1;
                    isStopped = true;
                    continue;
                }

                mayPing = false;
            }

            int bytes = CommandLayout.SizeOf(command.Kind) + command.Length;
            // Requirement: DGM-051, DGM-052
            if (!writer.Fits(bytes))
            {
                isIncomplete = true;
                break;
            }

            if (isReliable)
            {
                (takesReliable ? ref peer.OutgoingReliable : ref peer.Outgoing).Remove(slab, index);
                SendReliably(peer, sender, index, ref command);
                // Requirement: DGM-004
                writer.HasSentTime = true;
            }
            else
            {
                // Requirement: FLW-030
                if (command.CarriesPayload && command.Offset == 0 && peer.Throttle.ShouldDrop())
                {
                    Counters.ThrottledPackets++;
                    peer.Traffic.ThrottledPackets++;
                    other = DropThrottled(peer, index);
                    continue;
                }

                peer.Outgoing.Remove(slab, index);
            }

            WriteCommand(ref writer, ref command, bytes);
            // Requirement: REL-061
            peer.Losses.Sent++;
            if (isReliable) continue;
            sentUnreliable |= command.CarriesPayload;
            Release(peer, index);
        }

        if (!sentUnreliable) LeaveWhenDrained(peer);
        return mayPing;
    }

    private bool IsGated(PeerCore peer, ChannelSender sender, in OutgoingCommand command)
    {
        if (sender.GatedInPass == _pass) return true;
        // Requirement: CHN-011
        if (command.SendAttempts > 0) return false;
        bool isOpen = !sender.Gate.IsClosedFor(command.ReliableSequence)
            && sender.HasRoomFor(command.ReliableSequence, _stores.Ledger.Outgoing, ref peer.OutgoingAccount);
        if (isOpen) return false;
        sender.GatedInPass = _pass;
        return true;
    }

    // The throttle narrows the window too; one datagram's worth may always be under way.
    // Requirement: FLW-010, FLW-013
    private static long WindowOf(PeerCore peer) =>
        Math.Max((long)peer.Throttle.Value * peer.WindowBytes / ProtocolConstants.ThrottleScale, peer.MtuBytes);

    private void SendReliably(PeerCore peer, ChannelSender? sender, int index, ref OutgoingCommand command)
    {
        if (command.SendAttempts == 0)
        {
            // Requirement: CHN-010
            if (sender is not null) sender.TryTrack(command.ReliableSequence, index, _stores.Ledger.Outgoing, ref peer.OutgoingAccount);
            else if (command.ChannelId == ProtocolConstants.ControlChannel) peer.Control.TrySet(command.ReliableSequence, index, _stores.Ledger.Outgoing, ref peer.OutgoingAccount, Claim.Must);
        }

        if (command.SendAttempts < ushort.MaxValue) command.SendAttempts++;
        // Requirement: REL-030
        if (command.RetransmitAfterMs == 0)
        {
            command.RetransmitAfterMs = peer.RoundTrip.RetransmitAfterMs;
            command.TimeoutLimit = peer.Liveness.TimeoutLimit;
        }

        if (peer.InFlight.IsEmpty) peer.Liveness.NextTimeoutMs = _nowMs + command.RetransmitAfterMs;
        if (command.CarriesPayload) peer.ReliableBytesInTransit += command.Length;
        peer.InFlight.Append(_outgoing, index);
        command.IsInFlight = true;
        command.SentTimeMs = _nowMs;
    }

    /// <summary>Drops an unreliable packet, with all its fragments, and answers where the queue goes on.</summary>
    // Requirement: FLW-030, DEV-036, DEV-037
    private int DropThrottled(PeerCore peer, int index)
    {
        Buffers.Slab<OutgoingCommand> slab = _outgoing;
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
}
