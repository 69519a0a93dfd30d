using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Codecs;

/// <summary>What encoder and decoder must agree on about the interval [low, low + range) of 32-bit numbers.</summary>
internal static partial class RangeArithmetic
{
    // Requirement: RNG-002
    /// <summary>The range before the first symbol: all numbers but the last.</summary>
    public const uint WholeRange = uint.MaxValue;

    /// <summary>A smaller range is too coarse for the next symbol.</summary>
    public const uint SmallestRange = 1u << 16;

    // Requirement: RNG-005
    /// <summary>
    /// The range up to the next multiple of 2^16. A small interval that lies across a border of 2^24 is cut off there: its leading byte is then settled,
    /// at the price of a fraction of a bit, and no carry ever reaches a byte that was written.
    /// </summary>
    public static uint RangeToNextBorder(uint low) => (0u - low) & (SmallestRange - 1);

    /// <summary>Four bytes of the wire as a number, and back: the first byte is the highest.</summary>
    public static uint BigEndian(uint number) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(number) : number;

    /// <summary><see cref="SettledBits"/> without the processor's help.</summary>
    internal static int SettledBitsPortable(uint low, uint range)
    {
        uint difference = low ^ (low + range);
        return difference >= 1u << 24 ? 0 : difference >= 1u << 16 ? 8 : difference >= 1u << 8 ? 16 : 24;
    }
}
