using System.Numerics;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

internal static partial class RangeArithmetic
{
    // Requirement: RNG-004
    /// <summary>Eight times the number of leading bytes on which both ends of the interval agree: no later symbol can change them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SettledBits(uint low, uint range) => BitOperations.LeadingZeroCount(low ^ (low + range)) & ~7;
}
