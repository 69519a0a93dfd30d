using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>The four bytes every command starts with.</summary>
// Requirement: CMD-001
internal readonly record struct CommandHeader(CommandKind Kind, CommandFlags Flags, byte ChannelId, ushort ReliableSequence)
{
    public bool WantsAcknowledgement => (Flags & CommandFlags.Acknowledge) != 0;

    // Requirement: CMD-002
    public static CommandHeader Read(ReadOnlySpan<byte> source) => new(
        (CommandKind)(source[0] & CommandLayout.KindMask),
        (CommandFlags)(source[0] & ~CommandLayout.KindMask),
        source[1],
        BinaryPrimitives.ReadUInt16BigEndian(source.Slice(2)));

    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)((byte)Kind | (byte)Flags);
        destination[1] = ChannelId;
        BinaryPrimitives.WriteUInt16BigEndian(destination.Slice(2), ReliableSequence);
    }
}
