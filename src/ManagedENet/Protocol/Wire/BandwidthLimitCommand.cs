using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>BANDWIDTH_LIMIT: bytes per second, 0 for unlimited, as the sender of the command sees the directions.</summary>
// Requirement: CMD-100
internal readonly record struct BandwidthLimitCommand(uint IncomingBandwidth, uint OutgoingBandwidth)
{
    public static BandwidthLimitCommand Read(ReadOnlySpan<byte> command) => new(
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(4)),
        BinaryPrimitives.ReadUInt32BigEndian(command.Slice(8)));

    public void Write(Span<byte> command)
    {
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(4), IncomingBandwidth);
        BinaryPrimitives.WriteUInt32BigEndian(command.Slice(8), OutgoingBandwidth);
    }
}
