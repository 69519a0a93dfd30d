using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Compression;

/// <summary>
/// The adaptive model: what is likely to come next, given the last two bytes. It asks the context of order 2 first, then the one of order 1, then the
/// root, which knows every value; a context that does not know the value says so with an escape, and learns it. Encoder and decoder keep equal models
/// by doing the same with every byte.
/// </summary>
internal sealed class ContextModel
{
    private readonly ByteFrequencies _root = new();
    private readonly SuccessorTable _successors = new();

    // The contexts of the next byte: of order 2, after the last two bytes, and of order 1, after the last one.
    private int _pair;
    private int _single;
    private int _rootSymbols;

    // Where the byte that TryCode did not find belongs in the context of order 2.
    private int _pairRank;

    /// <summary>Most intervals that one byte needs.</summary>
    public const int IntervalsPerByte = CoderConstants.Order + 1;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _root.Reset();
        _successors.Reset();
        _rootSymbols = 1;
        _pair = SuccessorTable.None;
        _single = SuccessorTable.None;
    }

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

        // A look at the first symbol answers for most contexts, and lets the processor run ahead with the answer.
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
        _pair = Symbol.Link(symbol);
        _single = value;
        successors.Add(ref place, ref symbol);
        return true;
    }

    /// <summary>
    /// Codes a byte that the context of order 2 does not know. Writes up to <see cref="IntervalsPerByte"/> intervals, escapes first, and returns their number.
    /// </summary>
    public int CodeFurther(byte value, ref Interval intervals)
    {
        SuccessorTable successors = _successors;
        ref SuccessorContext pair = ref successors.ContextAt(_pair);
        int coded = 0;

        // Requirement: RNG-014
        if (!pair.IsEmpty)
        {
            intervals = new Interval(0, pair.Escapes, pair.Total);
            coded = 1;
        }

        ref SuccessorContext single = ref successors.ContextAt(_single);
        SuccessorContext context = single;
        int link = SuccessorTable.None;
        if (!context.IsEmpty)
        {
            ref uint symbol = ref successors.SymbolsOf(context);
            SymbolPlace found = SymbolScan.Find(ref symbol, context.Length, value);
            symbol = ref Unsafe.Add(ref symbol, found.Rank);
            if (Symbol.Value(symbol) == value && found.Rank < context.Length)
            {
                Unsafe.Add(ref intervals, coded) = new Interval(context.Escapes + found.Under, Symbol.Count(symbol), context.Total);
                link = Symbol.Link(symbol);
                successors.Add(ref single, ref symbol);
                if (_pair != SuccessorTable.None)
                    successors.Insert(ref pair, _pairRank, value, link);

                Advance(value, link);
                return coded + 1;
            }

            Unsafe.Add(ref intervals, coded) = new Interval(0, context.Escapes, context.Total);
            coded++;
            link = successors.Open();
            successors.Insert(ref single, found.Rank, value, link);
        }
        else if (_single != SuccessorTable.None)
        {
            link = successors.Open();
            successors.Insert(ref single, 0, value, link);
        }

        if (_pair != SuccessorTable.None)
            successors.Insert(ref pair, _pairRank, value, link);

        uint count = _root.Find(value, out uint under);
        Unsafe.Add(ref intervals, coded) = new Interval(CoderConstants.RootEscapes + under, count, _root.Total);
        AddToRoot(value, count);
        Advance(value, link);
        return coded + 1;
    }

    /// <summary>
    /// The next byte as the context with this number decodes it: the symbol, <see cref="Escaped"/> or <see cref="Invalid"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint DecodeIn(int number, ref RangeDecoder decoder)
    {
        SuccessorTable successors = _successors;
        ref SuccessorContext place = ref successors.ContextAt(number);
        SuccessorContext context = place;
        if (context.IsEmpty)
            return Escaped;

        decoder.Divide(context.Total);
        if (decoder.IsBelow(context.Escapes))
        {
            decoder.Take(0, context.Escapes);
            return Escaped;
        }

        if (!decoder.IsBelow(context.Total))
            return Invalid;

        ref uint symbol = ref successors.SymbolsOf(context);
        uint under = context.Escapes;
        uint count = Symbol.Count(symbol);
        if (!decoder.IsBelow(under + count))
        {
            if (context.Length > LongContext)
            {
                SymbolPlace found = SymbolScan.FindByCode(ref symbol, context.Length, decoder.Part - under);
                under += found.Under;
                symbol = ref Unsafe.Add(ref symbol, found.Rank);
                count = Symbol.Count(symbol);
            }
            else
            {
                do
                {
                    under += count;
                    symbol = ref Unsafe.Add(ref symbol, 1);
                    count = Symbol.Count(symbol);
                }
                while (!decoder.IsBelow(under + count));
            }
        }

        decoder.Take(under, count);
        uint decoded = symbol;
        successors.Add(ref place, ref symbol);
        return decoded;
    }

    public const uint Escaped = 0;
    public const uint Invalid = uint.MaxValue;
    private const int LongContext = 16;

    [MethodImpl(MethodImplOptions.NoInlining | (MethodImplOptions)512)]
    public int Decode(RangeDecoder decoder, System.Span<byte> destination)
    {
        for (int written = 0; ; written++)
        {
            int pair = _pair;
            uint symbol = DecodeIn(pair, ref decoder);
            byte value = Symbol.Value(symbol);
            int link = Symbol.Link(symbol);
            if (symbol == Escaped)
            {
                int single = _single;
                symbol = DecodeIn(single, ref decoder);
                value = Symbol.Value(symbol);
                link = Symbol.Link(symbol);
                if (symbol == Escaped)
                {
                    decoder.Divide(_root.Total);
                    if (decoder.IsBelow(CoderConstants.RootEscapes))
                        return written;

                    if (!decoder.IsBelow(_root.Total))
                        return 0;

                    value = _root.FindByCode(decoder.Part - CoderConstants.RootEscapes, out uint under, out uint count);
                    decoder.Take(CoderConstants.RootEscapes + under, count);
                    AddToRoot(value, count);
                    link = single == SuccessorTable.None ? SuccessorTable.None : Learn(single, value, SuccessorTable.None);
                }
                else if (symbol == Invalid)
                    return 0;

                if (pair != SuccessorTable.None)
                    Learn(pair, value, link);
            }

            if (symbol == Invalid || written == destination.Length)
                return 0;

            destination[written] = value;
            Advance(value, link);
        }
    }

    // Requirement: RNG-013
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Learn(int number, byte value, int link)
    {
        ref SuccessorContext place = ref _successors.ContextAt(number);
        if (!place.IsEmpty)
            return LearnAmong(ref place, value, link);

        if (link == SuccessorTable.None)
            link = _successors.Open();

        _successors.Insert(ref place, 0, value, link);
        return link;
    }

    private int LearnAmong(ref SuccessorContext place, byte value, int link)
    {
        ref uint symbol = ref _successors.SymbolsOf(place);
        SymbolPlace found = SymbolScan.Find(ref symbol, place.Length, value);
        symbol = ref Unsafe.Add(ref symbol, found.Rank);
        if (Symbol.Value(symbol) == value && found.Rank < place.Length)
        {
            link = Symbol.Link(symbol);
            _successors.Add(ref place, ref symbol);
            return link;
        }

        if (link == SuccessorTable.None)
            link = _successors.Open();

        _successors.Insert(ref place, found.Rank, value, link);
        return link;
    }

    private void AddToRoot(byte value, uint count)
    {
        _root.Add(value, count);
        if (count == CoderConstants.RootMinimum)
        {
            _rootSymbols++;
            _successors.ContextAt(value) = default;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(byte value, int link)
    {
        _pair = link;
        _single = value;
        if (_rootSymbols + _successors.SymbolCount >= CoderConstants.FullSymbolCount)
            Reset();
    }
}
