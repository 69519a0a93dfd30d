using System;

namespace ManagedENet.Protocol.Codecs;

// Requirement: RNG-012
/// <summary>
/// Searches among the symbols of one context, which stand sorted by value and without a gap in units of four. What a unit has left behind the last
/// symbol is <see cref="Symbol.None"/>, so that units can be compared as a whole.
/// </summary>
internal static partial class SymbolScan
{
    /// <summary>Symbols in a unit.</summary>
    public const int UnitSize = 4;

    /// <summary><see cref="Find"/> without vectors.</summary>
    internal static SymbolPlace FindPortable(ReadOnlySpan<uint> symbols, byte value)
    {
        int rank = 0;
        uint under = 0;
        while (rank < symbols.Length && Symbol.Value(symbols[rank]) < value)
            under += Symbol.Count(symbols[rank++]);

        return new SymbolPlace(rank, under);
    }

    /// <summary><see cref="FindByCode"/> without vectors.</summary>
    internal static SymbolPlace FindByCodePortable(ReadOnlySpan<uint> symbols, uint code)
    {
        int rank = 0;
        uint under = 0;
        for (uint next = Symbol.Count(symbols[0]); next <= code; next = under + Symbol.Count(symbols[rank]))
        {
            under = next;
            rank++;
        }

        return new SymbolPlace(rank, under);
    }

    /// <summary><see cref="Insert"/> without vectors.</summary>
    internal static void InsertPortable(Span<uint> symbols, int rank, uint symbol)
    {
        symbols[rank..^1].CopyTo(symbols[(rank + 1)..]);
        symbols[rank] = symbol;
    }
}
