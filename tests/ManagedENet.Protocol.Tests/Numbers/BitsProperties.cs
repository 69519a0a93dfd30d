using System.Numerics;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Tests.Numbers;

[TestFixture]
internal sealed class BitsProperties
{
    [FsCheck.NUnit.Property]
    public bool Trailing_zeros_are_counted(ulong value, byte shift)
    {
        ulong shifted = value << (shift % 64);
        int expected = 0;
        while (expected < 64 && (shifted >> expected & 1) == 0) expected++;
        return Bits.TrailingZeroCount(shifted) == expected;
    }

    [FsCheck.NUnit.Property]
    public bool The_logarithm_is_the_position_of_the_highest_bit(uint value, byte shift)
    {
        uint shifted = (value >> (shift % 32)) | 1;
        int expected = 31;
        while ((shifted >> expected) == 0) expected--;
        return Bits.Log2(shifted) == expected;
    }
}
