using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>SEND_UNRELIABLE: the place after the last reliable packet, and the length of the payload that follows.</summary>
// Requirement: CMD-070
internal readonly record struct SendUnreliableCommand(ushort UnreliableSequence, ushort DataLength)
{
    public static SendUnreliableCommand Read(ReadOnlySpan<byte> command) => new(
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(4)),
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(6)));

    public void Write(Span<byte> command)
    {
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(4), UnreliableSequence);
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(6), DataLength);
    }
}
