using System.Numerics;

namespace ManagedENet.Protocol.Numbers;

/// <summary>Bit counting that netstandard2.1 lacks.</summary>
internal static class Bits
{
    public static int TrailingZeroCount(ulong value) => BitOperations.TrailingZeroCount(value);

    public static int Log2(uint value) => BitOperations.Log2(value);
}
