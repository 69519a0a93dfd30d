using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>THROTTLE_CONFIGURE: interval in ms, and the two steps of the packet throttle.</summary>
// Requirement: CMD-110
internal readonly record struct ThrottleConfigureCommand(uint IntervalMs, uint Acceleration, uint Deceleration)
{
    public static ThrottleConfigureCommand Read(ReadOnlySpan<byte> command) => new(
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(4)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(8)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(12)));

    public void Write(Span<byte> command)
    {
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(4), IntervalMs);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(8), Acceleration);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(12), Deceleration);
    }
}
