using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ManagedENet.Protocol.Codecs;

internal static partial class SymbolScan
{
    // Row r: where each place of a unit takes its symbol from when place r is to become free.
    private static ReadOnlySpan<uint> MakeRoom => [0, 0, 1, 2, 0, 0, 1, 2, 0, 1, 0, 2, 0, 1, 2, 0];

    // Row r: place r alone.
    private static ReadOnlySpan<uint> Place => [~0u, 0, 0, 0, 0, ~0u, 0, 0, 0, 0, ~0u, 0, 0, 0, 0, ~0u];

    private static Vector128<uint> CountMask => Vector128.Create(0xFFu);

    /// <summary>Where <paramref name="value"/> stands among the symbols, or where it would.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SymbolPlace Find(ref uint first, int length, byte value)
    {
        if (length > UnitSize)
            return FindInUnits(ref first, length, value);

        // Most contexts have one unit: without a loop there is no end of it to guess.
        Vector128<uint> unit = Vector128.LoadUnsafe(ref first);
        Vector128<uint> smaller = Smaller(unit, Vector128.Create((int)value));
        return new SymbolPlace(BitOperations.PopCount(smaller.ExtractMostSignificantBits()), Vector128.Sum(unit & CountMask & smaller));
    }

    /// <summary>The symbol in whose interval <paramref name="code"/> lies. There must be one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static SymbolPlace FindByCode(ref uint first, int length, uint code)
    {
        int rank = 0;
        uint under = 0;
        for (; rank + (2 * UnitSize) <= length; rank += 2 * UnitSize)
        {
            Vector128<uint> counts = Vector128.LoadUnsafe(ref first, (nuint)rank) & CountMask;
            counts += Vector128.LoadUnsafe(ref first, (nuint)(rank + UnitSize)) & CountMask;
            uint next = under + Vector128.Sum(counts);
            if (next > code)
                break;

            under = next;
        }

        for (uint next = under + Symbol.Count(Unsafe.Add(ref first, rank)); next <= code; next = under + Symbol.Count(Unsafe.Add(ref first, rank)))
        {
            under = next;
            rank++;
        }

        return new SymbolPlace(rank, under);
    }

    /// <summary>Puts a symbol at its rank among <paramref name="length"/> others; the block has room for it.</summary>
    public static void Insert(ref uint first, int length, int rank, uint symbol)
    {
        // From the back, so that every unit is read before it is written.
        int start = length & ~(UnitSize - 1);
        for (; start > rank; start -= UnitSize)
            Vector128.LoadUnsafe(ref first, (nuint)(start - 1)).StoreUnsafe(ref first, (nuint)start);

        nuint row = (nuint)((rank - start) * UnitSize);
        Vector128<uint> moved = Vector128.Shuffle(Vector128.LoadUnsafe(ref first, (nuint)start), Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(MakeRoom), row));
        Vector128<uint> place = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Place), row);
        Vector128.ConditionalSelect(place, Vector128.Create(symbol), moved).StoreUnsafe(ref first, (nuint)start);
    }

    /// <summary>Begins a block of one unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(ref uint first, uint symbol) => (~Vector128.CreateScalar(~symbol)).StoreUnsafe(ref first);

    private static SymbolPlace FindInUnits(ref uint first, int length, byte value)
    {
        Vector128<uint> under = default;
        Vector128<uint> rank = default;
        Vector128<int> values = Vector128.Create((int)value);
        for (int start = 0; start < length; start += UnitSize)
        {
            Vector128<uint> unit = Vector128.LoadUnsafe(ref first, (nuint)start);
            Vector128<uint> smaller = Smaller(unit, values);
            under += unit & CountMask & smaller;
            rank -= smaller;
        }

        return new SymbolPlace((int)Vector128.Sum(rank), Vector128.Sum(under));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Smaller(Vector128<uint> unit, Vector128<int> values) =>
        Vector128.LessThan((unit >>> Symbol.ValueShift).AsInt32(), values).AsUInt32();
}
