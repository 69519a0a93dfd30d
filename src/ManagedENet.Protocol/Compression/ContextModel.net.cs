using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ManagedENet.Protocol.Compression;

internal sealed partial class ContextModel
{
    private static ReadOnlySpan<uint> MakeRoom => [0, 0, 1, 2, 0, 0, 1, 2, 0, 1, 0, 2, 0, 1, 2, 0];
    private static ReadOnlySpan<uint> AtRank => [uint.MaxValue, 0, 0, 0, 0, uint.MaxValue, 0, 0, 0, 0, uint.MaxValue, 0, 0, 0, 0, uint.MaxValue];

    private static void PutFurther(ref uint first, int length, int rank, uint symbol)
    {
        int unit = length & ~3;
        for (; unit > rank; unit -= UnitSize)
            Vector128.LoadUnsafe(ref first, (nuint)(unit - 1)).StoreUnsafe(ref first, (nuint)unit);

        nuint row = (nuint)((rank & 3) * UnitSize);
        Vector128<uint> moved = Vector128.Shuffle(Vector128.LoadUnsafe(ref first, (nuint)unit), Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(MakeRoom), row));
        Vector128.ConditionalSelect(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(AtRank), row), Vector128.Create(symbol), moved).StoreUnsafe(ref first, (nuint)unit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutFirst(ref uint first, uint symbol) => (Vector128.CreateScalar(~symbol) ^ Vector128<uint>.AllBitsSet).StoreUnsafe(ref first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Search(ref uint first, int length, byte value)
    {
        if (length > UnitSize)
            return SearchFar(ref first, length, value);

        Vector128<uint> symbols = Vector128.LoadUnsafe(ref first);
        Vector128<int> less = Vector128.LessThan((symbols >>> ValueShift).AsInt32(), Vector128.Create((int)value));
        uint rank = (uint)BitOperations.PopCount(less.ExtractMostSignificantBits());
        return ((ulong)Vector128.Sum(symbols & Vector128.Create(0xFFu) & less.AsUInt32()) << 32) | rank;
    }

    private static ulong SearchFar(ref uint first, int length, byte value)
    {
        Vector128<uint> sums = default;
        Vector128<int> lessCount = default;
        Vector128<int> wanted = Vector128.Create((int)value);
        for (nuint index = 0; index < (nuint)length; index += UnitSize)
        {
            Vector128<uint> symbols = Vector128.LoadUnsafe(ref first, index);
            Vector128<int> less = Vector128.LessThan((symbols >>> ValueShift).AsInt32(), wanted);
            sums += symbols & Vector128.Create(0xFFu) & less.AsUInt32();
            lessCount -= less;
        }

        return ((ulong)Vector128.Sum(sums) << 32) | (uint)Vector128.Sum(lessCount);
    }
}
