using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>Writes the trials of <see cref="PathMtu"/>: a ping, alone in its datagram, and zeros behind it where that is to be long. Every reader stops at the first zero.</summary>
internal static class PathProber
{
    /// <summary>Writes the next datagram of a trial, where one is due, into an empty one.</summary>
    /// <param name="outbox">Where the ping is kept.</param>
    /// <param name="recovery">What is known of the path.</param>
    /// <param name="writer">The datagram. Where it holds acknowledgements already, the trial has the next.</param>
    /// <param name="isIncomplete">Set when another datagram is to follow.</param>
    /// <param name="context">What all senders share.</param>
    // Requirement: CGC-052
    public static bool TryWrite(ref Outbox outbox, ref LossRecovery recovery, ref DatagramWriter writer, ref bool isIncomplete, SendingContext context)
    {
        if (recovery.Controller is not { } controller) return false;
        if (controller.PathMtu.TakeNarrowed()) controller.ForgetLine(context.NowUs);
        int bytes = controller.PathMtu.NextOfTrial(context.NowUs, controller.ProbeAfterUs(recovery.RoundTrip));
        if (bytes == 0) return false;
        isIncomplete = true;
        if (writer.CommandCount > 0) return false;
        outbox.QueueControl(CommandKind.Ping, CommandFlags.Acknowledge, (uint)bytes, 0, 0, context);
        int index = outbox.Others.Tail;
        ref OutgoingCommand command = ref context.Commands[index];
        outbox.Others.Remove(context.Commands, index);
        Packetizer.NoteSent(ref outbox, ref recovery, null, index, ref command, context);
        CommandWriter.Write(ref writer, ref command, CommandLayout.PingBytes, context);
        writer.HasSentTime = true;
        if (bytes > writer.Length) writer.Pad(bytes);
        controller.PathMtu.NoteTried(context.NowUs, controller.Number);
        var written = new WrittenDatagram(writer.Length, ConfirmedBytes: 0, IsReliable: true, HasUnconfirmed: false, IsWindowFull: false, IsIncomplete: true);
        controller.NoteWritten(context.NowUs, written, recovery.RoundTrip);
        return true;
    }
}
