using System;
using System.Buffers.Binary;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// What the first bytes of a stamped packet say: who sent it, what it is, its place in the flow, and how many reliable packets of its channel were sent before.
/// All bytes behind them follow from the stamp, so a single wrong byte anywhere is found.
/// </summary>
internal readonly record struct Stamp(int Flow, byte Channel, StampKind Kind, uint Number, uint ReliableBefore, int Length)
{
    public const int Bytes = 26;

    private const int CheckedBytes = 18;

    public byte[] MakePayload()
    {
        byte[] payload = new byte[Math.Max(Length, Bytes)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, Flow);
        payload[4] = Channel;
        payload[5] = (byte)Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(6), Number);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(10), ReliableBefore);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(14), payload.Length);
        var filler = new SimulationRandom(BinaryPrimitives.ReadUInt64LittleEndian(payload) ^ BinaryPrimitives.ReadUInt64LittleEndian(payload.AsSpan(10)));
        int position = CheckedBytes;
        for (; position + 8 <= payload.Length; position += 8) BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(position), filler.NextUInt64());
        for (; position < payload.Length; position++) payload[position] = (byte)filler.NextUInt64();
        return payload;
    }

    /// <summary>Reads a payload and fails when a byte of it is not what its stamp implies.</summary>
    public static Stamp ReadChecked(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Bytes) throw new AssertionException($"A packet of {payload.Length} bytes was delivered, and none so short was sent.");
        var stamp = new Stamp(
            BinaryPrimitives.ReadInt32LittleEndian(payload),
            payload[4],
            (StampKind)payload[5],
            BinaryPrimitives.ReadUInt32LittleEndian(payload[6..]),
            BinaryPrimitives.ReadUInt32LittleEndian(payload[10..]),
            BinaryPrimitives.ReadInt32LittleEndian(payload[14..]));
        if (stamp.Length != payload.Length) throw new AssertionException($"A packet of {stamp.Length} bytes was delivered with {payload.Length}.");
        if (!payload.SequenceEqual(stamp.MakePayload())) throw new AssertionException($"The bytes of {stamp} are not those that were sent.");
        return stamp;
    }
}
