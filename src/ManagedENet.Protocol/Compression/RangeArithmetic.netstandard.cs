namespace ManagedENet.Protocol.Compression;

internal static partial class RangeArithmetic
{
    /// <summary>Eight times the number of leading bytes on which both ends of the interval agree: no later symbol can change them.</summary>
    public static int SettledBits(uint low, uint range)
    {
        uint difference = low ^ (low + range);
        return difference >= 1u << 24 ? 0 : difference >= 1u << 16 ? 8 : difference >= 1u << 8 ? 16 : 24;
    }
}
