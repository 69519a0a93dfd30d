using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

internal sealed partial class ContextModel
{
    // Where the byte that TryCode did not find belongs in the context of order 2.
    private int _pairRank;

    // Requirement: RNG-013
    /// <summary>
    /// Codes a byte that the context of order 2 knows; false when it does not, and <see cref="CodeFurther"/> is to be asked. This is the way of most bytes
    /// in data that is worth compressing, so it is short and stays in the encoder's loop.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCode(byte value, ref RangeEncoder encoder)
    {
        SuccessorTable successors = _successors;
        ref SuccessorContext place = ref successors.ContextAt(_pair);
        SuccessorContext context = place;
        ref uint symbol = ref successors.SymbolsOf(context);
        uint under = 0;
        int rank = 0;

        // A look at the first symbol is answer enough for most contexts, and lets the processor run ahead with it.
        if (Symbol.Value(symbol) != value)
        {
            SymbolPlace found = SymbolScan.Find(ref symbol, context.Length, value);
            rank = found.Rank;
            under = found.Under;
            symbol = ref Unsafe.Add(ref symbol, rank);
        }

        _pairRank = rank;
        if (Symbol.Value(symbol) != value || rank >= context.Length)
            return false;

        encoder.Encode(context.Escapes + under, Symbol.Count(symbol), context.Total);

        // Requirement: RNG-016
        // The shorter contexts learn nothing, and there is no new symbol: nothing can be full.
        _pair = Symbol.Link(symbol);
        _single = value;
        successors.Add(ref place, ref symbol);
        return true;
    }

    /// <summary>
    /// Codes a byte that the context of order 2 does not know. Writes at most <see cref="IntervalsPerByte"/> intervals, escapes first, and returns their
    /// number.
    /// </summary>
    public int CodeFurther(byte value, ref Interval intervals)
    {
        SuccessorTable successors = _successors;
        ref SuccessorContext pair = ref successors.ContextAt(_pair);
        ref SuccessorContext single = ref successors.ContextAt(_single);
        SuccessorContext context = single;
        int coded = 0;

        // Requirement: RNG-013
        if (!pair.IsEmpty)
            Unsafe.Add(ref intervals, coded++) = new Interval(0, pair.Escapes, pair.Total);

        SymbolPlace found = default;
        if (!context.IsEmpty)
        {
            ref uint symbol = ref successors.SymbolsOf(context);
            found = SymbolScan.Find(ref symbol, context.Length, value);
            symbol = ref Unsafe.Add(ref symbol, found.Rank);
            if (Symbol.Value(symbol) == value && found.Rank < context.Length)
            {
                Unsafe.Add(ref intervals, coded) = new Interval(context.Escapes + found.Under, Symbol.Count(symbol), context.Total);
                int known = Symbol.Link(symbol);
                successors.Add(ref single, ref symbol);
                if (_pair != SuccessorTable.None)
                    successors.Insert(ref pair, _pairRank, value, known);

                Advance(value, known);
                return coded + 1;
            }

            Unsafe.Add(ref intervals, coded++) = new Interval(0, context.Escapes, context.Total);
        }

        int link = SuccessorTable.None;
        if (_single != SuccessorTable.None)
        {
            link = successors.Open();
            successors.Insert(ref single, found.Rank, value, link);
        }

        if (_pair != SuccessorTable.None)
            successors.Insert(ref pair, _pairRank, value, link);

        // Requirement: RNG-014
        uint count = _root.Find(value, out uint under);
        Unsafe.Add(ref intervals, coded) = new Interval(CoderConstants.RootEscapes + under, count, _root.Total);
        AddToRoot(value, count);
        Advance(value, link);
        return coded + 1;
    }
}
