using System;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>Which of the 256 bytes there are.</summary>
internal struct ByteSet
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        ulong a = _a;
        ulong b = _b;
        ulong c = _c;
        ulong d = _d;
        foreach (byte value in bytes)
        {
            ulong bit = 1UL << (value & 63);
            switch (value >> 6)
            {
                case 0:
                    a |= bit;
                    break;
                case 1:
                    b |= bit;
                    break;
                case 2:
                    c |= bit;
                    break;
                default:
                    d |= bit;
                    break;
            }
        }

        (_a, _b, _c, _d) = (a, b, c, d);
    }

    /// <summary>The first byte that is not among them, or -1.</summary>
    public readonly int FindOther(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            ulong word = (value >> 6) switch { 0 => _a, 1 => _b, 2 => _c, _ => _d };
            if ((word & (1UL << (value & 63))) == 0) return value;
        }

        return -1;
    }
}
