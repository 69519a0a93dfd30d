using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>Which of a connection's queued commands go into the datagram that is being written.</summary>
internal static class Packetizer
{
    // What is passed over because its channel's gate is closed, before all reliable data waits.
    private const int MostSkipped = 1024;

    /// <summary>Writes what is queued, as far as the datagram, the windows and the throttle allow.</summary>
    // Requirement: REL-040
    public static PacketizerResult Write(ref Outbox outbox, ref LossRecovery recovery, in SendWindow window, ref DatagramWriter writer, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        var result = default(PacketizerResult);
        int newest = outbox.InFlight.Tail;
        if (!window.IsFarAhead)
        {
            result.WroteReliable = outbox.HasLoneTurn
                ? WriteTurn(ref outbox, ref recovery, window, ref writer, context)
                : WriteRun(ref outbox, ref outbox.Reliable, ref recovery, window, ref writer, context);
        }

        int other = outbox.Others.Head;
        int reliable = outbox.Reliable.Head;
        int skipped = 0;
        bool isStopped = false;
        while (true)
        {
            // Two queues, one order: whichever command was queued first.
            bool takesReliable = reliable >= 0 && (other < 0 || OutgoingCommand.WasQueuedBefore(slab[reliable], slab[other]));
            int index = takesReliable ? reliable : other;
            if (index < 0) break;
            ref OutgoingCommand command = ref slab[index];
            if (outbox.WithTerms > 0 && command.IsLate(context.NowUs))
            {
                (takesReliable ? ref reliable : ref other) = QueuedTerms.DropLate(ref outbox, index, context);
                continue;
            }

            if (takesReliable) reliable = command.Next;
            else other = command.Next;

            ChannelSender? sender = null;
            bool isReliable = command.IsReliable;
            if (isReliable)
            {
                // Only with one queue for all: the end of a queue of its own stops reliable data otherwise.
                if (isStopped && command.CarriesPayload) continue;
                if (command.ChannelId < window.ChannelCount)
                {
                    sender = outbox.Senders[command.ChannelId];
                    if (IsGated(ref outbox, sender, command, context))
                    {
                        // Requirement: CHN-012, DEV-033
                        isStopped = context.GateStopsAllChannels || ++skipped > MostSkipped;
                        if (isStopped) reliable = -1;
                        continue;
                    }
                }

                // Requirement: REL-041
                if (command.CarriesPayload && (recovery.BytesInFlight + command.Length > window.Bytes || (window.IsFarAhead && command.SendAttempts == 0)))
                {
                    reliable = -1;
                    isStopped = true;
                    result.IsWindowFull = true;
                    continue;
                }

                result.WroteReliable = true;
            }

            int bytes = CommandLayout.SizeOf(command.Kind) + command.Length;
            // Requirement: DGM-051, DGM-052
            if (!writer.FitsOrIsCut(bytes))
            {
                result.IsIncomplete = true;
                break;
            }

            if (command.Stage == OutgoingStage.Unnumbered) outbox.Number(index, ref command, slab);
            if (isReliable)
            {
                (takesReliable ? ref outbox.Reliable : ref outbox.Others).Remove(slab, index);
                NoteSent(ref outbox, ref recovery, sender, index, ref command, context);
                // Requirement: DGM-004
                writer.HasSentTime = true;
            }
            else
            {
                // Requirement: FLW-030
                if (command.CarriesPayload && command.Offset == 0 && (recovery.Throttle.ShouldDrop() || context.Line.IsStale(command.QueueOrder)))
                {
                    context.Counters.ThrottledPackets++;
                    outbox.ThrottledPackets++;
                    context.Log?.NoteThrottled(context.NowUs, command.Length, command.ChannelId);
                    other = DropThrottled(ref outbox, index, context);
                    continue;
                }

                outbox.Others.Remove(slab, index);
            }

            CommandWriter.Write(ref writer, ref command, bytes, context);
            // Requirement: REL-061
            recovery.Losses.Sent++;
            if (isReliable)
            {
                command.Place = (ushort)writer.ProvedBytes;
                continue;
            }

            result.WroteUnreliable |= command.CarriesPayload;
            outbox.Free(index, context);
        }

        if (outbox.Turns.First is not null) TurnWriter.Write(ref outbox, ref recovery, window, ref writer, ref result, context);
        outbox.Copier?.NoteSent(ref outbox, newest, context);
        return result;
    }

    // The usual case where channels take turns: only one of them has anything to send, and there is nothing else.
    private static bool WriteTurn(ref Outbox outbox, ref LossRecovery recovery, in SendWindow window, ref DatagramWriter writer, SendingContext context)
    {
        ChannelSender sender = outbox.Turns.First!;
        int before = writer.Length;
        if (!WriteRun(ref outbox, ref sender.Waiting, ref recovery, window, ref writer, context)) return false;
        int last = CommandLayout.SendReliableBytes + context.Commands[outbox.InFlight.Tail].Length;
        outbox.Turns.NoteWritten(null, sender, writer.Length - before, last);
        return true;
    }

    /// <summary>
    /// The usual case, apart from the rest because it is most of the work: new reliable packets in one piece, one after another in the only queue that holds anything. It
    /// stops at the first command that is anything else and leaves it to the general way, which does the same to the commands it takes, one by one and at three times the
    /// cost. True when something was written.
    /// </summary>
    private static bool WriteRun(ref Outbox outbox, ref SlabList queue, ref LossRecovery recovery, in SendWindow window, ref DatagramWriter writer, SendingContext context)
    {
        if (!outbox.Others.IsEmpty || outbox.WithTerms > 0 || context.UsesGeneralWay) return false;
        Slab<OutgoingCommand> slab = context.Commands;
        long nowUs = context.NowUs;
        ushort sentTime = ProtocolTime.ToWire(context.NowMs);
        ChannelSender? sender = null;
        int senderChannel = -1;
        int last = -1;
        long inFlight = recovery.BytesInFlight;
        uint waitUs = recovery.WaitUs;
        uint mark = recovery.Mark;
        uint written = 0;
        for (int index = queue.Head; index >= 0;)
        {
            ref OutgoingCommand command = ref slab[index];
            int bytes = CommandLayout.SendReliableBytes + command.Length;
            bool isPlain = command.Kind == CommandKind.SendReliable && command.SendAttempts == 0;
            if (!isPlain || inFlight + command.Length > window.Bytes || !writer.Fits(bytes)) break;
            if (command.ChannelId != senderChannel)
            {
                if (command.ChannelId >= window.ChannelCount) break;
                sender = outbox.Senders[command.ChannelId];
                if (sender.GatedInPass == context.Pass) break;
                senderChannel = command.ChannelId;
            }

            bool isUnnumbered = command.Stage == OutgoingStage.Unnumbered;
            ushort sequence = isUnnumbered ? sender!.NextReliableSequence : command.ReliableSequence;
            if (ReliableWindowGate.IsEntry(sequence) || !sender!.TryTrack(sequence, index, context.Ledger, ref outbox.Account)) break;
            // Nothing else is queued: there is no unreliable one before it.
            if (isUnnumbered) sender.NumberFirstReliable(index, ref command, sequence);
            command.SendAttempts = 1;
            command.RetransmitAfterUs = waitUs;
            command.Mark = mark;
            command.Stage = OutgoingStage.InFlight;
            command.SentTimeUs = nowUs;
            command.SentTime = sentTime;
            inFlight += command.Length;
            CommandWriter.WriteReliable(ref writer, ref command, bytes, context);
            command.Place = (ushort)writer.Length;
            written++;
            last = index;
            index = command.Next;
        }

        if (last < 0) return false;
        if (outbox.InFlight.IsEmpty) recovery.NextTimeoutUs = nowUs + waitUs;
        outbox.InFlight.TakeFront(slab, ref queue, last);
        recovery.BytesInFlight = inFlight;
        recovery.Losses.Sent += written;
        writer.HasSentTime = true;
        return true;
    }

    /// <summary>True when a command must wait for acknowledgements on its channel.</summary>
    public static bool IsGated(ref Outbox outbox, ChannelSender sender, in OutgoingCommand command, SendingContext context)
    {
        if (sender.GatedInPass == context.Pass) return true;
        // Requirement: CHN-011
        if (command.SendAttempts > 0) return false;
        ushort sequence = NumberOf(command, sender);
        bool isOpen = !sender.Gate.IsClosedFor(sequence) && sender.HasRoomFor(sequence, context.Ledger, ref outbox.Account);
        if (isOpen) return false;
        sender.GatedInPass = context.Pass;
        return true;
    }

    // Whatever reliable was queued before it on its channel is numbered when it is looked at: written, or the channel waits.
    private static ushort NumberOf(in OutgoingCommand command, ChannelSender sender) =>
        command.Stage == OutgoingStage.Unnumbered ? sender.NextReliableSequence : command.ReliableSequence;

    /// <summary>A reliable command leaves, and is under way from now on.</summary>
    public static void NoteSent(ref Outbox outbox, ref LossRecovery recovery, ChannelSender? sender, int index, ref OutgoingCommand command, SendingContext context)
    {
        if (command.SendAttempts == 0) outbox.Track(sender, command, index, context.Ledger);
        if (command.SendAttempts < ushort.MaxValue) command.SendAttempts++;
        // Requirement: REL-030
        if (command.RetransmitAfterUs == 0)
        {
            command.RetransmitAfterUs = recovery.WaitUs;
            command.Mark = recovery.Mark;
        }
        else if (recovery.Controller is { } controller)
        {
            command.Mark = controller.Number;
        }

        recovery.OnSent(context.NowUs, command.CarriesPayload ? command.Length : 0, command.RetransmitAfterUs, outbox.InFlight.IsEmpty);
        outbox.InFlight.Append(context.Commands, index);
        command.Stage = OutgoingStage.InFlight;
        command.SentTimeUs = context.NowUs;
        command.SentTime = ProtocolTime.ToWire(context.NowMs);
    }

    /// <summary>Drops an unreliable packet, with all its fragments, and answers where the queue goes on.</summary>
    // Requirement: FLW-030, DEV-036, DEV-037
    private static int DropThrottled(ref Outbox outbox, int index, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        OutgoingCommand dropped = slab[index];
        while (true)
        {
            int next = slab[index].Next;
            outbox.Others.Remove(slab, index);
            outbox.Free(index, context);
            if (next < 0) return next;
            ref OutgoingCommand follower = ref slab[next];
            bool isPartOfIt = follower.IsPartOf(dropped);
            if (follower.Stage == OutgoingStage.Unnumbered && (isPartOfIt || (context.ThrottleDropsFollowers && follower.CarriesPayload))) outbox.Number(next, ref follower, slab);
            bool isTakenAlong = context.ThrottleDropsFollowers && follower.CarriesPayload && NumbersOf(follower) == NumbersOf(dropped);
            if (!isPartOfIt && !isTakenAlong) return next;
            index = next;
        }
    }

    private static (int Reliable, int Unreliable) NumbersOf(in OutgoingCommand command) =>
        command.Kind == CommandKind.SendUnsequenced ? (0, 0) : (command.ReliableSequence, command.UnreliableSequence);
}
