using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// The usual case, apart from the rest because it is most of the work: a run of acknowledgements of what is in flight. It stops at the first command that is anything
/// else and leaves it to the general way, which does the same to the commands it takes, one by one and at three times the cost.
/// </summary>
internal static class AcknowledgementReader
{
    /// <summary>Reads a run from the front of the commands; answers how many bytes it has.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Read(ref Outbox outbox, ref LossRecovery recovery, ReadOnlySpan<byte> commands, SendingContext context)
    {
        const int channelShift = 48, kindShift = 56, sequenceShift = 16;
        ChannelSender? sender = null;
        int senderChannel = -1;
        int read = 0;
        if (outbox.Wishes?.Receipts is { IsEmpty: false }) return 0;
        long nowUs = context.NowUs;
        long lastSentUs = 0;
        long inFlightBefore = recovery.BytesInFlight;
        CongestionController? controller = recovery.Controller;
        // Nobody looked at the network before, or the sample is too long to be taken as it is: the general way knows what to do.
        long earliestUs = Math.Max(context.PauseEndUs, nowUs - LossRecovery.LongestSampleUs);
        while (commands.Length - read >= CommandLayout.AcknowledgeBytes)
        {
            ulong raw = BinaryPrimitives.ReadUInt64BigEndian(commands.Slice(read));
            if (raw >> kindShift != (ulong)CommandKind.Acknowledge) break;
            byte channelId = (byte)(raw >> channelShift);
            if (channelId != senderChannel)
            {
                if (channelId == ProtocolConstants.ControlChannel) break;
                sender = outbox.Senders.Find(channelId);
                if (sender is null) break;
                senderChannel = channelId;
            }

            ushort sequence = (ushort)(raw >> sequenceShift);
            int index = sender!.Find(sequence);
            if (index < 0) break;
            ref OutgoingCommand command = ref context.Commands[index];
            if (!command.IsInFlight || command.SentTimeUs < earliestUs || command.SentTime != (ushort)raw) break;

            lastSentUs = command.SentTimeUs;
            if (controller is null) recovery.OnAcknowledged(nowUs, (uint)(nowUs - command.SentTimeUs));
            else controller.Note(command.Mark, command.SentTimeUs, command.Length, command.Place, command.SendAttempts == 1);
            sender.Acknowledge(sequence);
            outbox.InFlight.Remove(context.Commands, index);
            recovery.BytesInFlight -= command.Length;
            outbox.Free(index, context);
            read += CommandLayout.AcknowledgeBytes;
        }

        if (read > 0 && controller is null) outbox.SetNextTimeout(ref recovery, context);
        // Requirement: CGC-062
        if (context.Log is { } log && read > 0) log.NoteAcknowledged(read / CommandLayout.AcknowledgeBytes, inFlightBefore - recovery.BytesInFlight, nowUs - lastSentUs);
        return read;
    }

    /// <summary>The general way: one acknowledgement, of whatever it speaks. False when it echoes a time that has not been yet.</summary>
    /// <param name="outbox">What was sent.</param>
    /// <param name="recovery">What is learned from it.</param>
    /// <param name="header">Its header, for the channel.</param>
    /// <param name="acknowledgement">What it says.</param>
    /// <param name="context">What all senders share.</param>
    /// <param name="kind">What has arrived; <see cref="CommandKind.None"/> when nothing was waiting for it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryTake(
        ref Outbox outbox, ref LossRecovery recovery, in CommandHeader header, in AcknowledgeCommand acknowledgement, SendingContext context, out CommandKind kind)
    {
        kind = CommandKind.None;
        ushort sequence = acknowledgement.ReceivedReliableSequence;
        int index = outbox.Find(header.ChannelId, sequence);
        if (index < 0 && header.ChannelId == ProtocolConstants.ControlChannel && context.HasDrawnTimes)
        {
            // The proof comes more than once where the answer did, and repeats a time that is none of the clock's.
            // Requirement: ADM-025
            recovery.OnAcknowledgedUnmeasured(context.NowUs);
            return true;
        }

        // Requirement: REL-010, REL-018
        long sentTimeUs = SentTimeOf(outbox, index, acknowledgement.ReceivedSentTime, context);
        if (sentTimeUs > context.NowUs) return false;
        if (recovery.Controller is { } controller) Note(ref outbox, controller, index, sentTimeUs, acknowledgement.ReceivedSentTime, context);
        else recovery.OnAcknowledgedSince(context.NowUs, sentTimeUs, context.PauseEndUs);
        if (index >= 0 && context.Log is { } log) NoteAcknowledged(log, context.Commands[index], context.NowUs - sentTimeUs);
        // Requirement: LIM-022
        if (index >= 0) kind = outbox.Acknowledge(header.ChannelId, sequence, index, ref recovery, context);
        // Of several sendings of one command each is acknowledged.
        // Requirement: REL-083
        else if (outbox.Senders.Find(header.ChannelId) is { Copies: > 0 }) kind = CommandKind.SendReliable;
        return true;
    }

    /// <summary>VERIFY_CONNECT has come, which acknowledges CONNECT; as native does it tells nothing about the round trip.</summary>
    /// <param name="outbox">What was sent.</param>
    /// <param name="recovery">What is learned from it.</param>
    /// <param name="isMeasured">It tells how long the round trip is.</param>
    /// <param name="context">What all senders share.</param>
    // Requirement: HSK-043, CGC-024
    public static void TakeVerify(ref Outbox outbox, ref LossRecovery recovery, bool isMeasured, SendingContext context)
    {
        int index = outbox.Find(ProtocolConstants.ControlChannel, 1);
        if (index < 0) return;
        ref OutgoingCommand connect = ref context.Commands[index];
        // Of several sendings nobody knows which one was answered.
        bool isOnlyOne = connect.IsInFlight && connect.SendAttempts == 1 && connect.SentTimeUs >= context.PauseEndUs;
        if (isMeasured && isOnlyOne) recovery.Measure(context.NowUs, (uint)Math.Min(context.NowUs - connect.SentTimeUs, LossRecovery.LongestSampleUs));
        outbox.Acknowledge(ProtocolConstants.ControlChannel, 1, index, ref recovery, context);
    }

    private static void NoteAcknowledged(SenderLog log, in OutgoingCommand command, long roundTripUs) =>
        log.NoteAcknowledged(1, command.CarriesPayload ? command.Length : 0, roundTripUs);

    // Requirement: CGC-001
    // An acknowledgement names one sending by its time. What names none that is known says no more than that the other end lives.
    private static void Note(ref Outbox outbox, CongestionController controller, int index, long sentTimeUs, ushort echoed, SendingContext context)
    {
        if (index < 0)
        {
            if (outbox.Copier is { } copier && copier.TryFind(echoed, context.NowUs, out long copiedUs, out uint number)) controller.Note(number, copiedUs, 0, 0, isFirst: false);
            return;
        }

        ref OutgoingCommand command = ref context.Commands[index];
        int bytes = command.CarriesPayload ? command.Length : 0;
        if (command.SentTime == echoed && command.IsInFlight)
        {
            controller.Note(command.Mark, command.SentTimeUs, bytes, command.Place, command.SendAttempts == 1);
            if (command.IsPathProbe) controller.NoteTrialPassed(context.NowUs, command.Mark, command.SentTimeUs);
            return;
        }

        // Requirement: REL-083
        if (command.SentTime != echoed && outbox.Copier?.TryFind(echoed, context.NowUs, out long sentUs, out uint datagram) == true)
        {
            controller.Note(datagram, sentUs, bytes, 0, isFirst: false);
            return;
        }

        outbox.Spurious++;
        context.Counters.SpuriousRetransmissions++;
        context.Log?.NoteSpurious(context.NowUs, bytes, command.ChannelId, command.ReliableSequence, sentTimeUs);
        controller.NoteLate(sentTimeUs, bytes);
    }

    /// <summary>
    /// When the acknowledged command was sent, where it is known: 16 bits alone are guessed wrong after about half a minute, and an acknowledgement that waited while
    /// this process was paused is older than that.
    /// </summary>
    // Requirement: REL-018, DEV-044
    private static long SentTimeOf(in Outbox outbox, int index, ushort echoed, SendingContext context)
    {
        if (index >= 0)
        {
            ref OutgoingCommand command = ref context.Commands[index];
            if (command.IsInFlight && command.SentTime == echoed) return command.SentTimeUs;
        }

        if (outbox.Copier is { } copier && copier.TryFind(echoed, context.NowUs, out long sentTimeUs, out _)) return sentTimeUs;
        return ProtocolTime.FromWire(echoed, context.NowMs) * ProtocolTime.UsPerMs;
    }
}
