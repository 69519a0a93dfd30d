using System;
using System.Buffers.Binary;

namespace ManagedENet.Simulation.Harness;

/// <summary>One command of a datagram, read by the harness's own reader.</summary>
internal sealed record SeenCommand(byte[] Bytes, byte[] Payload)
{
    public WireKind Kind => (WireKind)(Bytes[0] & 0x0F);

    public byte First => Bytes[0];

    public byte Channel => Bytes[1];

    public ushort Sequence => U16(2);

    public ushort U16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(offset));

    public uint U32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(offset));

    /// <summary>Four bytes as they lie there.</summary>
    public uint Raw32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(offset));
}
