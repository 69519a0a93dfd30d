using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>Writes what is sent for the first time where channels take turns; what is sent again, and what belongs to no channel's order, was written before.</summary>
internal static class TurnWriter
{
    /// <summary>Fills what is left of a datagram.</summary>
    // Requirement: CHN-013, CHN-014, DEV-090
    public static void Write(ref Outbox outbox, ref LossRecovery recovery, in SendWindow window, ref DatagramWriter writer, ref PacketizerResult result, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        bool isStopped = result.IsWindowFull || window.IsFarAhead;
        ChannelSender? before = null;
        ChannelSender? sender = outbox.Turns.First;
        while (sender is not null)
        {
            int index = sender.Waiting.Head;
            ref OutgoingCommand command = ref slab[index];
            if (outbox.WithTerms > 0 && command.IsLate(context.NowUs))
            {
                QueuedTerms.DropLate(ref outbox, index, context);
                (before, sender) = (null, outbox.Turns.First);
                continue;
            }

            if (command.IsReliable && !MayLeave(ref outbox, recovery, window, sender, command, ref isStopped, ref result, context))
            {
                (before, sender) = (sender, sender.NextInTurn);
                continue;
            }

            int bytes = CommandLayout.SizeOf(command.Kind) + command.Length;
            if (!writer.FitsOrIsCut(bytes))
            {
                // What is shorter has its turn later: filling the rest with it would give it more than its share.
                result.IsIncomplete = true;
                return;
            }

            if (command.Stage == OutgoingStage.Unnumbered) outbox.Number(index, ref command, slab);
            if (command.IsReliable)
            {
                sender.Waiting.Remove(slab, index);
                Packetizer.NoteSent(ref outbox, ref recovery, sender, index, ref command, context);
                writer.HasSentTime = true;
                CommandWriter.Write(ref writer, ref command, bytes, context);
                command.Place = (ushort)writer.ProvedBytes;
                recovery.Losses.Sent++;
            }
            else if (command.StartsPacket && (recovery.Throttle.ShouldDrop() || context.Line.IsStale(command.QueueOrder)))
            {
                bytes = 0;
                context.Counters.ThrottledPackets++;
                outbox.ThrottledPackets++;
                context.Log?.NoteThrottled(context.NowUs, command.Length, command.ChannelId);
                DropPacket(ref outbox, sender, context);
            }
            else
            {
                CommandWriter.Write(ref writer, ref command, bytes, context);
                recovery.Losses.Sent++;
                result.WroteUnreliable = true;
                sender.Waiting.Remove(slab, index);
                outbox.Free(index, context);
            }

            outbox.Turns.NoteWritten(before, sender, bytes, bytes);
            before = null;
            sender = outbox.Turns.First;
        }
    }

    // Requirement: REL-041, CHN-012
    private static bool MayLeave(
        ref Outbox outbox, in LossRecovery recovery, in SendWindow window, ChannelSender sender, in OutgoingCommand command, ref bool isStopped, ref PacketizerResult result, SendingContext context)
    {
        if (isStopped || Packetizer.IsGated(ref outbox, sender, command, context)) return false;
        if (recovery.BytesInFlight + command.Length > window.Bytes)
        {
            isStopped = true;
            result.IsWindowFull = true;
            return false;
        }

        result.WroteReliable = true;
        return true;
    }

    // The fragments of an unreliable packet stand one behind the other. All of them take their numbers, as if they had been sent.
    private static void DropPacket(ref Outbox outbox, ChannelSender sender, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        OutgoingCommand dropped = slab[sender.Waiting.Head];
        while (true)
        {
            int index = sender.Waiting.Head;
            sender.Waiting.Remove(slab, index);
            outbox.Free(index, context);
            int next = sender.Waiting.Head;
            if (next < 0 || !slab[next].IsPartOf(dropped)) return;
            ref OutgoingCommand part = ref slab[next];
            if (part.Stage == OutgoingStage.Unnumbered) outbox.Number(next, ref part, slab);
        }
    }
}
