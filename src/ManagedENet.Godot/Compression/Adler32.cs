using System;

namespace ManagedENet.Godot.Compression;

/// <summary>The check at the end of a zlib stream.</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    // As many bytes as can be summed up before 32 bits overflow.
    private const int Stride = 5552;

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint low = 1;
        uint high = 0;
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(Stride, bytes.Length);
            foreach (byte value in bytes.Slice(0, count))
            {
                low += value;
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
            bytes = bytes.Slice(count);
        }

        return (high << 16) | low;
    }
}
