using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>
/// All contexts of order 1 and 2. The context of order 1 after a byte has the byte's number; a context of order 2 is opened for each pair of bytes that
/// occurs, and the symbol of the second byte in the context of the first one links to it.
/// <code>
///     contexts   [ after 0 ] ... [ after 255 ][ none ][ pair ][ pair ] ...
///     slab       [none][4][4][  16  ][4][    64    ] ...    symbols; a context that outgrows its block moves to one four times the size
/// </code>
/// A byte is coded in constant memory and nothing is cleared but what is taken again, so forgetting everything costs the same whatever was remembered.
/// </summary>
internal sealed partial class SuccessorTable
{
    /// <summary>The number that stands for "too few bytes yet". Its context is always empty.</summary>
    public const int None = 256;

    private const int FirstPair = None + 1;
    private const int UnitSize = SymbolScan.UnitSize;

    // The more its context has moved, the more a symbol costs: 65 symbols leave blocks of 1, 4 and 16 units behind for one of 64. No other length costs more.
    // One unit in front stands for all empty contexts; one behind lets a search look one symbol past a full block.
    private const int Units = 2 + (((CoderConstants.SymbolCapacity * (1 + 4 + 16 + 64)) + 64) / 65);

    private readonly SuccessorContext[] _contexts = new SuccessorContext[FirstPair + CoderConstants.SymbolCapacity];
    private readonly uint[] _symbols = new uint[Units * UnitSize];
    private int _usedContexts;
    private int _usedUnits;

    /// <summary>Symbols in all contexts together.</summary>
    public int SymbolCount { get; private set; }

    /// <summary>Forgets everything but the contexts of order 1: each of them is to be cleared when its byte occurs for the first time.</summary>
    public void Reset()
    {
        _symbols.AsSpan(0, UnitSize).Fill(Symbol.None);
        _usedUnits = 1;
        _usedContexts = FirstPair;
        SymbolCount = 0;
    }

    /// <summary>The context with this number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SuccessorContext ContextAt(int number) => ref Unsafe.Add(ref FirstContext, number);

    /// <summary>The first symbol of a context. An empty context has <see cref="Symbol.None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref uint SymbolsOf(SuccessorContext context) => ref Unsafe.Add(ref FirstSymbol, context.Block * UnitSize);

    /// <summary>Opens an empty context of order 2 and returns its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Open()
    {
        ContextAt(_usedContexts) = default;
        return _usedContexts++;
    }

    // Requirement: RNG-016
    /// <summary>One more occurrence of a symbol in the context that stands in <paramref name="place"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref SuccessorContext place, ref uint symbol)
    {
        SuccessorContext context = place.WithOccurrence();
        uint count = Symbol.Count(symbol);
        symbol += CoderConstants.Step;
        place = context;
        if (count > CoderConstants.CountLimit || context.Total > CoderConstants.TotalLimit)
            Halve(ref place);
    }

    // Requirement: RNG-017
    /// <summary>The first occurrence of a value in the context that stands in <paramref name="place"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Insert(ref SuccessorContext place, int rank, byte value, int link)
    {
        SymbolCount++;
        uint symbol = Symbol.Create(value, link);
        if (!place.IsEmpty)
        {
            InsertAmong(ref place, rank, symbol);
            return;
        }

        int block = _usedUnits++;
        SymbolScan.Begin(ref Unsafe.Add(ref FirstSymbol, block * UnitSize), symbol);
        place = SuccessorContext.Begin(block);
    }

    private void InsertAmong(ref SuccessorContext place, int rank, uint symbol)
    {
        SuccessorContext context = place;
        int length = context.Length;
        if (length is 4 or 16 or 64)
            context = context.WithBlock(Grow(context));

        SymbolScan.Insert(ref SymbolsOf(context), length, rank, symbol);
        place = context.WithSymbol();
        if (place.Total > CoderConstants.TotalLimit)
            Halve(ref place);
    }

    private int Grow(SuccessorContext context)
    {
        int length = context.Length;
        int block = _usedUnits;
        _usedUnits += length * 4 / UnitSize;
        Span<uint> grown = _symbols.AsSpan(block * UnitSize, length * 4);
        _symbols.AsSpan(context.Block * UnitSize, length).CopyTo(grown);
        grown[length..].Fill(Symbol.None);
        return block;
    }

    // Requirement: RNG-020
    private void Halve(ref SuccessorContext place)
    {
        uint escapes = CoderConstants.Half(place.Escapes);
        uint total = escapes;
        foreach (ref uint symbol in _symbols.AsSpan(place.Block * UnitSize, place.Length))
        {
            symbol = Symbol.Halve(symbol);
            total += Symbol.Count(symbol);
        }

        place = place.WithTotals(escapes, total);
    }
}
