using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>SEND_RELIABLE: the length of the payload that follows.</summary>
// Requirement: CMD-060
internal readonly record struct SendReliableCommand(ushort DataLength)
{
    public static SendReliableCommand Read(ReadOnlySpan<byte> command) => new(BinaryPrimitives.ReadUInt16BigEndian(command.Slice(4)));

    public void Write(Span<byte> command) => BinaryPrimitives.WriteUInt16BigEndian(command.Slice(4), DataLength);
}
