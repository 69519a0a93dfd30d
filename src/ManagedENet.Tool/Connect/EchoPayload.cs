using System;
using System.Buffers.Binary;

namespace ManagedENet.Tool.Connect;

/// <summary>A measured packet: its number, then bytes that follow from it, so that an echo that is not what was sent shows.</summary>
internal static class EchoPayload
{
    /// <summary>The number alone.</summary>
    public const int SmallestBytes = 4;

    public static void Write(Span<byte> payload, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        for (int i = SmallestBytes; i < payload.Length; i++) payload[i] = ByteAt(number, i);
    }

    /// <summary>The number of an intact echo of the given length; -1 for anything else.</summary>
    public static int Read(ReadOnlySpan<byte> payload, int length, int count)
    {
        if (payload.Length != length) return -1;
        int number = BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (number < 0 || number >= count) return -1;
        for (int i = SmallestBytes; i < payload.Length; i++)
        {
            if (payload[i] != ByteAt(number, i)) return -1;
        }

        return number;
    }

    private static byte ByteAt(int number, int index) => (byte)((number * 31) + (index * 7));
}
