namespace ManagedENet.Protocol.Numbers;

/// <summary>Bit counting that netstandard2.1 lacks.</summary>
internal static class Bits
{
    public static int TrailingZeroCount(ulong value)
    {
        if (value == 0) return 64;
        int count = 0;
        for (int step = 32; step > 0; step >>= 1)
        {
            ulong low = value & ((1UL << step) - 1);
            if (low != 0) continue;
            value >>= step;
            count += step;
        }

        return count;
    }

    public static int Log2(uint value)
    {
        int log = 0;
        for (int step = 16; step > 0; step >>= 1)
        {
            if (value >> step == 0) continue;
            value >>= step;
            log += step;
        }

        return log;
    }
}
