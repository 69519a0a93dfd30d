using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Compression;

internal sealed partial class ContextModel
{
    private const int ValueShift = 24;
    private const int LinkShift = 8;
    private const int UnitSize = 4;
    private const int Units = (((RangeModel.SymbolCapacity * 85) + 64) / 65) + 64;
    private const int None = 256;
    private const int FirstPairContext = 257;

    private readonly ByteFrequencies _root = new();
    private readonly SuccessorContext[] _contexts = new SuccessorContext[FirstPairContext + RangeModel.SymbolCapacity];
    private readonly uint[] _symbols = new uint[Units * UnitSize];
    private int _usedUnits;
    private int _usedContexts;
    private int _single;
    private int _pair;
    private int _pairRank;
    private int _symbolCount;

    public void Reset()
    {
        _root.Reset();
        _symbols.AsSpan(0, UnitSize).Fill(uint.MaxValue);
        _usedUnits = 1;
        _usedContexts = FirstPairContext;
        _symbolCount = 1;
        _pair = None;
        _single = None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCode(byte value, ref RangeEncoder encoder)
    {
        ref SuccessorContext contexts = ref Unsafe.Add(ref _contexts[0], _pair);
        SuccessorContext pair = contexts;
        if (pair.IsEmpty)
        {
            _pairRank = 0;
            return false;
        }

        ref uint first = ref Unsafe.Add(ref _symbols[0], pair.Block * UnitSize);
        uint symbol = first;
        uint under = 0;
        if (symbol >> ValueShift != value)
        {
            ulong found = Search(ref first, pair.Length, value);
            int rank = (int)found;
            _pairRank = rank;
            first = ref Unsafe.Add(ref first, rank);
            symbol = first;
            if (symbol >> ValueShift != value || rank >= pair.Length)
                return false;
            under = (uint)(found >> 32);
        }

        encoder.Encode(pair.Escapes + under, (byte)symbol, pair.Total);
        first += RangeModel.Step;
        contexts = pair.WithStep();
        if ((byte)symbol > RangeModel.CountLimit || pair.Total > RangeModel.TotalLimit - RangeModel.Step)
            Halve(_pair);
        _pair = (ushort)(symbol >> LinkShift);
        _single = value;
        return true;
    }

    public int Code(byte value, ref Interval intervals)
    {
        ref uint symbols = ref _symbols[0];
        ref SuccessorContext contexts = ref _contexts[0];
        int coded = 0;
        int link = None;
        int singleRank = 0;
        int pairNumber = _pair;
        int singleNumber = _single;
        SuccessorContext pair = Unsafe.Add(ref contexts, pairNumber);
        if (!pair.IsEmpty)
        {
            intervals = new Interval(0, pair.Escapes, pair.Total);
            coded = 1;
        }

        SuccessorContext single = Unsafe.Add(ref contexts, singleNumber);
        if (!single.IsEmpty)
        {
            ref uint first = ref Unsafe.Add(ref symbols, single.Block * UnitSize);
            uint symbol = first;
            uint under = 0;
            if (symbol >> ValueShift != value)
            {
                ulong found = Search(ref first, single.Length, value);
                singleRank = (int)found;
                first = ref Unsafe.Add(ref first, singleRank);
                symbol = first;
                under = (uint)(found >> 32);
            }
            if (symbol >> ValueShift == value && singleRank < single.Length)
            {
                Unsafe.Add(ref intervals, coded) = new Interval(single.Escapes + under, (byte)symbol, single.Total);
                first += RangeModel.Step;
                Unsafe.Add(ref contexts, singleNumber) = single.WithStep();
                if ((byte)symbol > RangeModel.CountLimit || single.Total > RangeModel.TotalLimit - RangeModel.Step)
                    Halve(singleNumber);
                link = (ushort)(symbol >> LinkShift);
                if (pairNumber != None)
                    Insert(ref symbols, ref contexts, pairNumber, _pairRank, value, link);
                Advance(value, link);
                return coded + 1;
            }

            Unsafe.Add(ref intervals, coded) = new Interval(0, single.Escapes, single.Total);
            coded++;
        }

        if (singleNumber != None)
        {
            link = _usedContexts++;
            Unsafe.Add(ref contexts, link) = default;
            Insert(ref symbols, ref contexts, singleNumber, singleRank, value, link);
            if (pairNumber != None)
                Insert(ref symbols, ref contexts, pairNumber, _pairRank, value, link);
        }

        ByteFrequencies root = _root;
        uint rootCount = root.Find(value, out uint below);
        Unsafe.Add(ref intervals, coded) = new Interval(RangeModel.RootEscapes + below, rootCount, root.Total);
        root.Add(value, rootCount);
        if (rootCount == RangeModel.RootMinimum)
        {
            _symbolCount++;
            Unsafe.Add(ref contexts, value) = default;
        }
        Advance(value, link);
        return coded + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Open()
    {
        _contexts[_usedContexts] = default;
        return _usedContexts++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(ref uint symbols, ref SuccessorContext contexts, int number, int rank, byte value, int link)
    {
        contexts = ref Unsafe.Add(ref contexts, number);
        uint symbol = ((uint)value << ValueShift) | ((uint)link << LinkShift) | RangeModel.Step;
        _symbolCount++;
        if (!contexts.IsEmpty)
        {
            InsertFurther(number, rank, symbol);
            return;
        }

        int block = _usedUnits++;
        PutFirst(ref Unsafe.Add(ref symbols, block * UnitSize), symbol);
        contexts = SuccessorContext.WithFirst(block);
    }

    private void InsertFurther(int number, int rank, uint symbol)
    {
        SuccessorContext context = _contexts[number];
        int length = context.Length;
        if (length is 4 or 16 or 64)
            context = context.WithBlock(Grow(context));

        PutFurther(ref _symbols[context.Block * UnitSize], length, rank, symbol);
        context = context.WithInsertion();
        _contexts[number] = context;
        if (context.Total > RangeModel.TotalLimit)
            Halve(number);
    }

    private int Grow(SuccessorContext context)
    {
        int block = _usedUnits;
        int size = context.Length * 4;
        _usedUnits += size / UnitSize;
        Span<uint> grown = _symbols.AsSpan(block * UnitSize, size);
        _symbols.AsSpan(context.Block * UnitSize, context.Length).CopyTo(grown);
        grown[context.Length..].Fill(uint.MaxValue);
        return block;
    }

    private void Halve(int number)
    {
        SuccessorContext context = _contexts[number];
        uint sum = 0;
        foreach (ref uint symbol in _symbols.AsSpan(context.Block * UnitSize, context.Length))
        {
            uint count = (byte)symbol;
            symbol -= count - RangeModel.Half(count);
            sum += (byte)symbol;
        }

        uint escapes = RangeModel.Half(context.Escapes);
        _contexts[number] = context.WithTotals(escapes, sum + escapes);
    }

    private void AddToRoot(byte value, uint count)
    {
        _root.Add(value, count);
        if (count == RangeModel.RootMinimum)
        {
            _symbolCount++;
            _contexts[value] = default;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Advance(byte value, int link)
    {
        _pair = link;
        _single = value;
        if (_symbolCount >= RangeModel.SymbolCapacity - RangeModel.Order)
            Reset();
    }

    // bounded by destination
    public int Decode(RangeDecoder decoder, Span<byte> destination)
    {
        ByteFrequencies root = _root;
        int written = 0;
        for (; ; )
        {
            int link;
            byte value;
            int number = _pair;
            for (; ; )
            {
                SuccessorContext context = Unsafe.Add(ref _contexts[0], number);
                if (!context.IsEmpty)
                {
                    decoder.Divide(context.Total);
                    if (!decoder.IsBelow(context.Escapes))
                    {
                        if (!decoder.IsBelow(context.Total))
                            return 0;
                        uint step = context.Escapes * decoder.Unit;
                        uint rest = decoder.Offset - step;
                        uint count;
                        uint width;
                        ref uint symbol = ref Unsafe.Add(ref _symbols[0], context.Block * UnitSize);
                        while (rest >= (width = (count = (byte)symbol) * decoder.Unit))
                        {
                            rest -= width;
                            symbol = ref Unsafe.Add(ref symbol, 1);
                        }

                        value = (byte)(symbol >> ValueShift);
                        link = (ushort)(symbol >> LinkShift);
                        decoder.Narrow(rest, width);
                        symbol += RangeModel.Step;
                        Unsafe.Add(ref _contexts[0], number) = context.WithStep();
                        if (count > RangeModel.CountLimit || context.Total > RangeModel.TotalLimit - RangeModel.Step)
                            Halve(number);
                        if (number != _pair && _pair != None)
                            Learn(_pair, value, link);
                        goto known;
                    }

                    decoder.Narrow(decoder.Offset, context.Escapes * decoder.Unit);
                }

                if (number == _single)
                    break;
                number = _single;
            }

            decoder.Divide(root.Total);
            if (decoder.IsBelow(RangeModel.RootEscapes))
                return written;
            uint part = decoder.Part;
            if (part >= root.Total)
                return 0;
            value = root.FindByCode(part - RangeModel.RootEscapes, out uint below, out uint rootCount);
            decoder.Take(RangeModel.RootEscapes + below, rootCount);
            AddToRoot(value, rootCount);
            link = None;
            if (_single != None)
            {
                link = Learn(_single, value, link);
                if (_pair != None)
                    Learn(_pair, value, link);
            }

        known:
            if (written >= destination.Length)
                return 0;
            destination[written++] = value;
            Advance(value, link);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Learn(int number, byte value, int link)
    {
        if (!Unsafe.Add(ref _contexts[0], number).IsEmpty)
            return LearnFurther(number, value, link);
        if (link == None)
            link = Open();
        Insert(ref _symbols[0], ref _contexts[0], number, 0, value, link);
        return link;
    }

    private int LearnFurther(int number, byte value, int link)
    {
        SuccessorContext context = _contexts[number];
        ref uint first = ref _symbols[context.Block * UnitSize];
        int rank = (int)Search(ref first, context.Length, value);
        uint symbol = Unsafe.Add(ref first, rank);
        if (symbol >> ValueShift == value && rank < context.Length)
        {
            Unsafe.Add(ref first, rank) += RangeModel.Step;
            _contexts[number] = context.WithStep();
            if ((byte)symbol > RangeModel.CountLimit || context.Total > RangeModel.TotalLimit - RangeModel.Step)
                Halve(number);
            return (ushort)(symbol >> LinkShift);
        }

        if (link == None)
            link = Open();
        InsertFurther(number, rank, ((uint)value << ValueShift) | ((uint)link << LinkShift) | RangeModel.Step);
        _symbolCount++;
        return link;
    }
}
