using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

internal sealed partial class ContextModel
{
    // What a context may answer instead of a symbol. A symbol counts at least one, so it is never zero; its link is never that large.
    private const uint Escaped = 0;
    private const uint Invalid = uint.MaxValue;

    // From here on a search in steps is worth a division.
    private const int LongContext = 16;

    /// <summary>Decodes to the end. Returns the number of bytes, or 0 when they do not fit or no encoder writes this.</summary>
    [MethodImpl(CompilerHints.DatagramLoop)]
    public int Decode(RangeDecoder decoder, Span<byte> destination)
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
                    // Requirement: RNG-015, RNG-025
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

                if (symbol != Invalid && pair != SuccessorTable.None)
                    Learn(pair, value, link);
            }

            // Requirement: RNG-022
            if (symbol == Invalid || written == destination.Length)
                return 0;

            destination[written] = value;
            Advance(value, link);
        }
    }

    /// <summary>What comes next in the context with this number: a symbol, <see cref="Escaped"/> or <see cref="Invalid"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint DecodeIn(int number, ref RangeDecoder decoder)
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

        // Requirement: RNG-021
        if (!decoder.IsBelow(context.Total))
            return Invalid;

        ref uint symbol = ref successors.SymbolsOf(context);
        uint under = context.Escapes;
        uint count = Symbol.Count(symbol);
        if (!decoder.IsBelow(under + count))
        {
            // Not the first symbol, which is the only one in most contexts.
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

    // Requirement: RNG-017
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

    // Requirement: RNG-018
    private int LearnAmong(ref SuccessorContext place, byte value, int link)
    {
        ref uint symbol = ref _successors.SymbolsOf(place);
        SymbolPlace found = SymbolScan.Find(ref symbol, place.Length, value);
        symbol = ref Unsafe.Add(ref symbol, found.Rank);
        if (Symbol.Value(symbol) == value && found.Rank < place.Length)
        {
            // No encoder escapes from a value that the context knows, but whoever does is understood all the same.
            link = Symbol.Link(symbol);
            _successors.Add(ref place, ref symbol);
            return link;
        }

        if (link == SuccessorTable.None)
            link = _successors.Open();

        _successors.Insert(ref place, found.Rank, value, link);
        return link;
    }
}
