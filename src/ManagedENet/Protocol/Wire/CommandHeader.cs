using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>The four bytes every command starts with, kept as they stand on the wire: kind and flags, channel, reliable sequence number.</summary>
// Requirement: CMD-001
internal readonly record struct CommandHeader
{
    private const int FirstShift = 24;
    private const int ChannelShift = 16;

    // Requirement: CMD-002
    private readonly uint _raw;

    public CommandHeader(CommandKind kind, CommandFlags flags, byte channelId, ushort reliableSequence)
        : this(((uint)((byte)kind | (byte)flags) << FirstShift) | ((uint)channelId << ChannelShift) | reliableSequence)
    {
    }

    private CommandHeader(uint raw) => _raw = raw;

    public CommandKind Kind => (CommandKind)((_raw >> FirstShift) & CommandLayout.KindMask);

    public CommandFlags Flags => (CommandFlags)((_raw >> FirstShift) & ~(uint)CommandLayout.KindMask);

    public byte ChannelId => (byte)(_raw >> ChannelShift);

    public ushort ReliableSequence => (ushort)_raw;

    public bool WantsAcknowledgement => (_raw & ((uint)CommandFlags.Acknowledge << FirstShift)) != 0;

    public static CommandHeader Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt32BigEndian(source));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, _raw);
}
