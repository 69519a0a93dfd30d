using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>SEND_UNSEQUENCED: the group that makes duplicates recognisable, and the length of the payload that follows.</summary>
// Requirement: CMD-090
internal readonly record struct SendUnsequencedCommand(ushort Group, ushort DataLength)
{
    public static SendUnsequencedCommand Read(ReadOnlySpan<byte> command) => new(
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(4)),
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(6)));

    public void Write(Span<byte> command)
    {
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(4), Group);
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(6), DataLength);
    }
}
