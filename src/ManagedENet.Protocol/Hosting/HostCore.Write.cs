using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Compression;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Commands into bytes, and a datagram around them.</summary>
public sealed partial class HostCore
{
    // Requirement: REL-036
    private void WriteCommand(ref DatagramWriter writer, ref OutgoingCommand command, int bytes)
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
                WriteFragment(target, command);
                break;
        }

        if (command.Block == OutgoingCommand.InCell) PayloadCell.Of(ref command.Cell).Slice(0, command.Length).CopyTo(target.Slice(size));
        else new ReadOnlySpan<byte>(_pool[command.Block].Buffer, command.Offset, command.Length).CopyTo(target.Slice(size));
    }

    private void WriteReliable(ref DatagramWriter writer, ref OutgoingCommand command, int bytes)
    {
        if (command.Block == OutgoingCommand.InCell && writer.TryAddCell(command.Header, command.Length, bytes, PayloadCell.Of(ref command.Cell))) return;
        WriteCommand(ref writer, ref command, bytes);
    }

    private void WriteFragment(Span<byte> target, in OutgoingCommand command)
    {
        // Requirement: CMD-120
        ushort start = command.Kind == CommandKind.SendUnreliableFragment
            ? command.UnreliableSequence
            : SequenceNumber.Add(command.ReliableSequence, -(int)command.First);
        uint total = (uint)_stores.Pool[command.Block].Length;
        new SendFragmentCommand(start, command.Length, command.Second, command.First, total, (uint)command.Offset).Write(target);
    }

    /// <summary>Puts the header, the checksum and the compression around the commands; answers the length of the datagram.</summary>
    private int Wrap(PeerCore peer, Span<byte> destination, int end, bool hasSentTime)
    {
        // Requirement: DGM-003, DGM-004
        int headerBytes = hasSentTime ? ProtocolConstants.HeaderBytes : ProtocolConstants.ShortHeaderBytes;
        int start = headerBytes + _checksumBytes;
        Span<byte> commands = destination.Slice(ProtocolConstants.HeaderBytes + _checksumBytes, end - ProtocolConstants.HeaderBytes - _checksumBytes);
        if (!hasSentTime) commands.CopyTo(destination.Slice(start));
        int commandBytes = commands.Length;
        commands = destination.Slice(start, commandBytes);

        // Requirement: DGM-034
        int compressedBytes = Compress(Options.Compressor, commands);
        // Requirement: DGM-005, DGM-006
        bool isKnown = peer.OutgoingPeerId < ProtocolConstants.MaximumPeerId;
        byte session = isKnown ? (byte)peer.OutgoingSessionId : (byte)0;
        new DatagramHeader((ushort)peer.OutgoingPeerId, session, compressedBytes > 0, hasSentTime, ProtocolTime.ToWire(_nowMs)).Write(destination);
        // Requirement: DGM-040
        if (Options.Checksum is { } checksum)
        {
            Span<byte> field = destination.Slice(headerBytes, ProtocolConstants.ChecksumBytes);
            // Requirement: DGM-042
            ConnectCommand.WriteConnectId(field, isKnown ? peer.ConnectId : 0);
            // Requirement: DGM-041
            BinaryPrimitives.WriteUInt32BigEndian(field, checksum.Compute(destination.Slice(0, start + commandBytes)));
        }

        if (compressedBytes == 0) return start + commandBytes;
        _scratch.AsSpan(0, compressedBytes).CopyTo(commands);
        return start + compressedBytes;
    }

    private int Compress(IDatagramCompressor? compressor, ReadOnlySpan<byte> commands)
    {
        if (compressor is null) return 0;
        // Requirement: DGM-030
        int length = compressor.Compress(commands, _scratch.AsSpan(0, commands.Length));
        // Requirement: DGM-031
        return length > 0 && length < commands.Length ? length : 0;
    }
}
