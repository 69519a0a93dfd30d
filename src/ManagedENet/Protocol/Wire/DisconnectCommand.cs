using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>DISCONNECT: goodbye, with a number for the other side's application.</summary>
// Requirement: CMD-040
internal readonly record struct DisconnectCommand(uint Data)
{
    public static DisconnectCommand Read(ReadOnlySpan<byte> command) => new(BinaryPrimitives.ReadUInt32BigEndian(command.Slice(4)));

    public void Write(Span<byte> command) => BinaryPrimitives.WriteUInt32BigEndian(command.Slice(4), Data);
}
