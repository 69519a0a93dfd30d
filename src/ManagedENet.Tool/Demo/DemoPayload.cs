using System;
using System.Buffers.Binary;

namespace ManagedENet.Tool.Demo;

/// <summary>
/// The content of a demonstration packet: who sent it, its number, when it left, a check over these, and then bytes that follow from the check.
/// A packet that was damaged, cut, mixed with another one or delivered to the wrong place does not read.
/// <code>lane (4)  number (4)  sent at, Stopwatch ticks (8)  check (4)  pattern</code>
/// </summary>
internal static class DemoPayload
{
    public const int HeaderBytes = 20;

    private const byte PatternStep = 29;

    public static void Write(Span<byte> payload, int lane, int number, long sentAt)
    {
        uint check = Check(lane, number, sentAt);
        BinaryPrimitives.WriteInt32LittleEndian(payload, lane);
        BinaryPrimitives.WriteInt32LittleEndian(payload[4..], number);
        BinaryPrimitives.WriteInt64LittleEndian(payload[8..], sentAt);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[16..], check);
        byte next = (byte)check;
        for (int i = HeaderBytes; i < payload.Length; i++) payload[i] = next += PatternStep;
    }

    /// <summary>True when the packet is exactly one that was written for this lane.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, SendingWay way, int lane, out int number, out long sentAt)
    {
        number = -1;
        sentAt = 0;
        if (payload.Length < HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(payload) != lane) return false;
        number = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        sentAt = BinaryPrimitives.ReadInt64LittleEndian(payload[8..]);
        uint check = BinaryPrimitives.ReadUInt32LittleEndian(payload[16..]);
        if (check != Check(lane, number, sentAt) || number < 0 || payload.Length != way.BytesOf(number)) return false;
        byte next = (byte)check;
        for (int i = HeaderBytes; i < payload.Length; i++)
        {
            if (payload[i] != (next += PatternStep)) return false;
        }

        return true;
    }

    // Times an odd number: one turned bit anywhere always reaches the upper half.
    private static uint Check(int lane, int number, long sentAt)
        => (uint)((((ulong)sentAt ^ ((ulong)(uint)number << 32) ^ (uint)lane) * 0x9E37_79B9_7F4A_7C15) >> 32);
}
