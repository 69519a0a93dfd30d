using System;

namespace ManagedENet.Conformance.IndependentReader;

/// <summary>CRC-32 (IEEE 802.3, reflected), bit by bit: slow and short on purpose. The conversations carry it in network byte order.</summary>
internal static class PlainCrc32
{
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint register = 0xFFFF_FFFF;
        foreach (byte value in bytes)
        {
            register ^= value;
            for (int bit = 0; bit < 8; bit++) register = (register & 1) != 0 ? (register >> 1) ^ 0xEDB8_8320 : register >> 1;
        }

        return ~register;
    }
}
