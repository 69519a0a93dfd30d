using System;
using System.Buffers.Binary;
using System.Runtime.Intrinsics.Arm;

namespace ManagedENet.Protocol.Codecs;

/// <summary>CRC-32 with the instructions that 64-bit ARM has for this very polynomial.</summary>
internal static class Crc32Arm
{
    public static bool IsSupported => Crc32.Arm64.IsSupported;

    /// <summary>The running remainder after <paramref name="data"/>, begun and ended without inversion.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        while (data.Length >= sizeof(ulong))
        {
            crc = Crc32.Arm64.ComputeCrc32(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (byte value in data)
            crc = Crc32.ComputeCrc32(crc, value);

        return crc;
    }
}
