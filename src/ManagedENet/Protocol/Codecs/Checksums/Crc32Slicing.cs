using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>
/// CRC-32 by tables, sixteen bytes a step. The plain method looks one byte up and must wait for it before the next; here sixteen bytes are looked up
/// at once, each in the table that also moves it past the bytes behind it, and the sixteen answers are added (exclusive or) in any order.
/// </summary>
internal static class Crc32Slicing
{
    private const int Slices = 16;

    // Requirement: CRC-001
    private const uint ReflectedPolynomial = 0xEDB88320;

    // Table k, entry b: the remainder of byte b with k zero bytes behind it. 16 KiB.
    private static readonly uint[] Tables = BuildTables();

    /// <summary>The running remainder after <paramref name="data"/>, begun and ended without inversion.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        // One slice of known length: the compiler then sees that no index below can leave it.
        ReadOnlySpan<uint> tables = Tables.AsSpan(0, Slices * 256);
        while (data.Length >= 16)
        {
            crc = Four(tables, 12, crc ^ BinaryPrimitives.ReadUInt32LittleEndian(data))
                ^ Four(tables, 8, BinaryPrimitives.ReadUInt32LittleEndian(data[4..]))
                ^ Four(tables, 4, BinaryPrimitives.ReadUInt32LittleEndian(data[8..]))
                ^ Four(tables, 0, BinaryPrimitives.ReadUInt32LittleEndian(data[12..]));
            data = data[16..];
        }

        while (data.Length >= 4)
        {
            crc = Four(tables, 0, crc ^ BinaryPrimitives.ReadUInt32LittleEndian(data));
            data = data[4..];
        }

        foreach (byte value in data)
            crc = (crc >> 8) ^ tables[(byte)crc ^ value];

        return crc;
    }

    // Four bytes with bytesBehind bytes of the same step behind them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Four(ReadOnlySpan<uint> tables, int bytesBehind, uint word) =>
        tables[((bytesBehind + 3) << 8) + (byte)word]
        ^ tables[((bytesBehind + 2) << 8) + (byte)(word >> 8)]
        ^ tables[((bytesBehind + 1) << 8) + (byte)(word >> 16)]
        ^ tables[(bytesBehind << 8) + (int)(word >> 24)];

    private static uint[] BuildTables()
    {
        uint[] tables = new uint[Slices * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint remainder = value;
            for (int bit = 0; bit < 8; bit++)
                remainder = (remainder >> 1) ^ (ReflectedPolynomial & (0u - (remainder & 1)));

            tables[value] = remainder;
        }

        for (int index = 256; index < tables.Length; index++)
        {
            uint shorter = tables[index - 256];
            tables[index] = (shorter >> 8) ^ tables[(byte)shorter];
        }

        return tables;
    }
}
