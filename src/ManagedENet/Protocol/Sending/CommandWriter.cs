using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>Commands into bytes.</summary>
internal static class CommandWriter
{
    /// <summary>Adds a command that fits, with its payload.</summary>
    // Requirement: REL-036
    public static void Write(ref DatagramWriter writer, ref OutgoingCommand command, int bytes, SendingContext context)
    {
        Span<byte> target = writer.Add(command.Header, bytes);
        int size = bytes - command.Length;
        switch (command.Kind)
        {
            case CommandKind.Connect or CommandKind.VerifyConnect:
                PayloadCell.Of(ref command.Cell).Slice(CommandLayout.HeaderBytes, bytes - CommandLayout.HeaderBytes).CopyTo(target.Slice(CommandLayout.HeaderBytes));
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
                WriteFragment(target, command, context);
                break;
        }

        if (command.Block == OutgoingCommand.InCell) PayloadCell.Of(ref command.Cell).Slice(0, command.Length).CopyTo(target.Slice(size));
        else new ReadOnlySpan<byte>(context.Pool[command.Block].Buffer, command.Offset, command.Length).CopyTo(target.Slice(size));
    }

    /// <summary>Adds a SEND_RELIABLE that fits: a short payload as the whole cell that it lies in, which is faster.</summary>
    public static void WriteReliable(ref DatagramWriter writer, ref OutgoingCommand command, int bytes, SendingContext context)
    {
        if (command.Block == OutgoingCommand.InCell && writer.TryAddCell(command.Header, command.Length, bytes, PayloadCell.Of(ref command.Cell))) return;
        Write(ref writer, ref command, bytes, context);
    }

    private static void WriteFragment(Span<byte> target, in OutgoingCommand command, SendingContext context)
    {
        // Requirement: CMD-120
        ushort start = command.Kind == CommandKind.SendUnreliableFragment
            ? command.UnreliableSequence
            : SequenceNumber.Add(command.ReliableSequence, -(int)command.First);
        uint total = (uint)context.Pool[command.Block].Length;
        new SendFragmentCommand(start, command.Length, command.Second, command.First, total, (uint)command.Offset).Write(target);
    }
}
