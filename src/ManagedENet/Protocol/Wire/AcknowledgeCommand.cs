using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>ACKNOWLEDGE: which sequence number arrived, and the sent time of the datagram it came in.</summary>
// Requirement: CMD-010
internal readonly record struct AcknowledgeCommand(ushort ReceivedReliableSequence, ushort ReceivedSentTime)
{
    public static AcknowledgeCommand Read(ReadOnlySpan<byte> command) => new(
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(4)),
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(6)));

    public void Write(Span<byte> command)
    {
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(4), ReceivedReliableSequence);
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(6), ReceivedSentTime);
    }
}
