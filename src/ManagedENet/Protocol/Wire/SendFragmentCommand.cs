using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>SEND_FRAGMENT and SEND_UNRELIABLE_FRAGMENT: where the payload that follows belongs in its packet.</summary>
// Requirement: CMD-080
internal readonly record struct SendFragmentCommand(ushort StartSequence, ushort DataLength, uint FragmentCount, uint FragmentNumber, uint TotalLength, uint FragmentOffset)
{
    public static SendFragmentCommand Read(ReadOnlySpan<byte> command) => new(
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(4)),
        BinaryPrimitives.ReadUInt16BigEndian(command.Slice(6)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(8)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(12)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(16)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(20)));

    public void Write(Span<byte> command)
    {
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(4), StartSequence);
        BinaryPrimitives.WriteUInt16BigEndian(command.Slice(6), DataLength);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(8), FragmentCount);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(12), FragmentNumber);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(16), TotalLength);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(20), FragmentOffset);
    }
}
