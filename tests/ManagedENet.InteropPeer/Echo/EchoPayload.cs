using System;
using System.Buffers.Binary;

namespace ManagedENet.InteropPeer.Echo;

/// <summary>
/// The payload of an echo test: <c>P</c> <c>E</c>, the index of the way of sending, 0, the sequence as u32le;
/// from there on byte i is (i * 131 + sequence * 17 + index) modulo 256, with i counted from 0 behind these eight bytes.
/// </summary>
internal static class EchoPayload
{
    public const int HeaderBytes = 8;

    public static byte[] Create(int modeIndex, int sequence, int length)
    {
        var payload = new byte[Math.Max(length, HeaderBytes)];
        payload[0] = (byte)'P';
        payload[1] = (byte)'E';
        payload[2] = (byte)modeIndex;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), sequence);
        for (int i = 0; i < payload.Length - HeaderBytes; i++)
        {
            payload[HeaderBytes + i] = (byte)unchecked((i * 131) + (sequence * 17) + modeIndex);
        }

        return payload;
    }

    /// <summary>Reads the first eight bytes; false when this is not a payload of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, int modes, out int modeIndex, out int sequence)
    {
        modeIndex = 0;
        sequence = 0;
        if (payload.Length < HeaderBytes || payload[0] != 'P' || payload[1] != 'E' || payload[2] >= modes) return false;
        modeIndex = payload[2];
        sequence = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        return true;
    }
}
