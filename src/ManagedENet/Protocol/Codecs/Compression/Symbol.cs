namespace ManagedENet.Protocol.Codecs;

/// <summary>
/// A byte value that occurred in a context of order 1 or 2, as one number. The value stands on top, so that numbers sort by it; what it counts stands at
/// the bottom, so that an occurrence is an addition.
/// <code>
///     31      24 23            8 7       0
///     |  value  |     link      |  count |      link: the context of order 2 that the value leads to
/// </code>
/// </summary>
internal static class Symbol
{
    /// <summary>Fills a unit behind its symbols: sorts behind all of them.</summary>
    public const uint None = uint.MaxValue;

    public const int ValueShift = 24;
    private const int LinkShift = 8;

    /// <summary>A symbol at its first occurrence.</summary>
    public static uint Create(byte value, int link) => ((uint)value << ValueShift) | ((uint)link << LinkShift) | CoderConstants.Step;

    public static byte Value(uint symbol) => (byte)(symbol >> ValueShift);

    public static int Link(uint symbol) => (ushort)(symbol >> LinkShift);

    public static uint Count(uint symbol) => (byte)symbol;

    /// <summary>The symbol with half of its count.</summary>
    public static uint Halve(uint symbol) => symbol - (Count(symbol) >> 1);
}
