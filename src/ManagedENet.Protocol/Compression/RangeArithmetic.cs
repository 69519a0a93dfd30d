namespace ManagedENet.Protocol.Compression;

/// <summary>What encoder and decoder must agree on about the interval [low, low + range) of 32 bits.</summary>
internal static partial class RangeArithmetic
{
    /// <summary>The interval before the first symbol, less one: all of 32 bits does not fit into 32 bits.</summary>
    public const uint WholeRange = uint.MaxValue;

    /// <summary>A range below this is too coarse for the next symbol.</summary>
    public const uint SmallestRange = 1u << 16;

    // Requirement: RNG-005
    /// <summary>
    /// Cuts an interval that lies across a border of 2^16 off at this border. The bytes that come before it can then be written, at the cost of a
    /// fraction of a bit, and no carry into written bytes is ever needed.
    /// </summary>
    public static uint RangeToNextBorder(uint low) => (0u - low) & (SmallestRange - 1);
}
