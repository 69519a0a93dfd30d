using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ManagedENet.Protocol.Codecs;

/// <summary>
/// CRC-32 by carry-less multiplication. A CRC is the remainder of a division of polynomials, so a block of 128 bits may be replaced by anything of the
/// same remainder that stands further back: the block times x^n mod P, added to what stands n bits behind it. That "folding" is two multiplications a block
/// and four blocks are folded side by side; what is left in the end is divided by multiplying with the reciprocal of P (Barrett).
/// <code>
///     [ A ][ B ][ C ][ D ][ next 64 bytes     ]...          A..D: 16 bytes each
///       \____\____\____\___->  +A   +B   +C   +D            each moves 512 bits back
/// </code>
/// All polynomials are bit-reflected, as the wire wants them.
/// </summary>
internal static class Crc32Folding
{
    private const int BlockBytes = 16;
    private const int StrideBytes = 4 * BlockBytes;

    public static bool IsSupported => Pclmulqdq.IsSupported && Sse2.IsSupported;

    // x^(512+32) and x^(512-32) mod P: what moves the two halves of a block by four blocks.
    private static Vector128<ulong> ByFourBlocks => Vector128.Create(0x1_5444_2bd4UL, 0x1_c6e4_1596UL);

    // x^(128+32) and x^(128-32) mod P: the same by one block.
    private static Vector128<ulong> ByOneBlock => Vector128.Create(0x1_7519_97d0UL, 0x0_ccaa_009eUL);

    // x^64 mod P: from 96 bits to 64.
    private static Vector128<ulong> ByHalfBlock => Vector128.Create(0x1_63cd_6124UL, 0UL);

    // P itself and the quotient x^64 / P.
    private static Vector128<ulong> PolynomialAndReciprocal => Vector128.Create(0x1_db71_0641UL, 0x1_f701_1641UL);

    private static Vector128<ulong> LowWords => Vector128.Create(0xFFFF_FFFFUL, 0xFFFF_FFFFUL);

    /// <summary>The running remainder after <paramref name="data"/>, begun and ended without inversion.</summary>
    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        int wholeBytes = data.Length & ~(BlockBytes - 1);
        if (wholeBytes > 0)
            crc = UpdateBlocks(crc, data[..wholeBytes]);

        return Crc32Slicing.Update(crc, data[wholeBytes..]);
    }

    // Compiled once and well: the tiers would not make this loop better, and the first thousands of datagrams count too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint UpdateBlocks(uint crc, ReadOnlySpan<byte> blocks)
    {
        ref byte start = ref MemoryMarshal.GetReference(blocks);
        nuint end = (nuint)blocks.Length;
        nuint position = BlockBytes;
        Vector128<ulong> a = Load(ref start, 0) ^ Vector128.CreateScalar(crc).AsUInt64();

        if (end >= StrideBytes)
        {
            Vector128<ulong> b = Load(ref start, 16);
            Vector128<ulong> c = Load(ref start, 32);
            Vector128<ulong> d = Load(ref start, 48);
            for (position = StrideBytes; position + StrideBytes <= end; position += StrideBytes)
            {
                a = Fold(a, ByFourBlocks, Load(ref start, position));
                b = Fold(b, ByFourBlocks, Load(ref start, position + 16));
                c = Fold(c, ByFourBlocks, Load(ref start, position + 32));
                d = Fold(d, ByFourBlocks, Load(ref start, position + 48));
            }

            a = Fold(Fold(Fold(a, ByOneBlock, b), ByOneBlock, c), ByOneBlock, d);
        }

        for (; position < end; position += BlockBytes)
            a = Fold(a, ByOneBlock, Load(ref start, position));

        return Reduce(a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte start, nuint offset) => Vector128.LoadUnsafe(ref start, offset).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> block, Vector128<ulong> distance, Vector128<ulong> target) =>
        Pclmulqdq.CarrylessMultiply(block, distance, 0x00) ^ Pclmulqdq.CarrylessMultiply(block, distance, 0x11) ^ target;

    // From 128 bits to the 32 of the remainder.
    private static uint Reduce(Vector128<ulong> block)
    {
        block = Pclmulqdq.CarrylessMultiply(block, ByOneBlock, 0x10) ^ Sse2.ShiftRightLogical128BitLane(block, 8);
        block = Pclmulqdq.CarrylessMultiply(block & LowWords, ByHalfBlock, 0x00) ^ Sse2.ShiftRightLogical128BitLane(block, 4);

        Vector128<ulong> quotient = Pclmulqdq.CarrylessMultiply(block & LowWords, PolynomialAndReciprocal, 0x10) & LowWords;
        block ^= Pclmulqdq.CarrylessMultiply(quotient, PolynomialAndReciprocal, 0x00);
        return block.AsUInt32().GetElement(1);
    }
}
