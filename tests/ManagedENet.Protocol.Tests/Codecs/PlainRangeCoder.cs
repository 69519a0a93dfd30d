using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Protocol.Tests.Codecs;

/// <summary>
/// The range coder as protocol-spec/range-coder.md says it, sentence by sentence and without a thought for speed. It was written from that page alone, so
/// that where it agrees with the real one, the page is right.
/// </summary>
internal sealed class PlainRangeCoder
{
    private readonly PlainContext _root = new(isRoot: true);
    private readonly Dictionary<int, PlainContext> _longer = [];
    private readonly List<byte> _before = [];
    private readonly List<byte> _output = [];
    private uint _low;
    private uint _range = uint.MaxValue;
    private uint _code;
    private byte[] _input = [];
    private int _position;
    private int _symbols = 1;
    private int _earlierHalvings;

    /// <summary>Contexts that halved their counts, so that a test can tell that it made some do so.</summary>
    public int Halvings => _root.Halvings + _longer.Values.Sum(context => context.Halvings) + _earlierHalvings;

    /// <summary>How often the model was forgotten.</summary>
    public int Resets { get; private set; }

    public byte[] Compress(byte[] input)
    {
        foreach (byte value in input)
        {
            List<PlainContext> asked = Contexts();
            foreach (PlainContext context in asked.Where(context => !context.IsEmpty))
            {
                bool knows = context.Knows(value);
                (uint under, uint count) = knows ? context.PartOf(value) : (0, context.Escape);
                Narrow(under, count, context.Total);
                if (knows) break;
            }

            Learn(asked, value);
        }

        for (; _low != 0; _low <<= 8) _output.Add((byte)(_low >> 24));
        return [.. _output];
    }

    /// <summary>The bytes, or nothing for a block that no encoder makes or that holds more than the limit.</summary>
    public byte[] Decompress(byte[] block, int limit)
    {
        _input = block;
        for (int i = 0; i < 4; i++) _code = (_code << 8) | NextByte();
        while (block.Length > 0)
        {
            List<PlainContext> asked = Contexts();
            byte? decoded = null;
            foreach (PlainContext context in asked.Where(context => !context.IsEmpty))
            {
                uint part = (_code - _low) / (_range / context.Total);
                if (part >= context.Total) return [];
                decoded = context.ValueAt(part);
                (uint under, uint count) = decoded is null ? (0, context.Escape) : context.PartOf(decoded.Value);
                Narrow(under, count, context.Total);
                if (decoded is null) continue;

                // What is behind the context that knew the value was not asked.
                asked = asked.Take(asked.IndexOf(context) + 1).ToList();
                break;
            }

            if (decoded is null) return [.. _output];
            if (_output.Count == limit) return [];
            _output.Add(decoded.Value);
            Learn(asked, decoded.Value, asked.Count - 1);
        }

        return [];
    }

    // RNG-003 to RNG-005 and, on the way back, RNG-007.
    private void Narrow(uint under, uint count, uint total)
    {
        uint unit = _range / total;
        _low += under * unit;
        _range = count * unit;
        while (true)
        {
            if (_low >> 24 != (_low + _range) >> 24)
            {
                if (_range >= 1 << 16) return;
                _range = (0 - _low) % (1 << 16);
            }

            if (_input.Length == 0) _output.Add((byte)(_low >> 24));
            else _code = (_code << 8) | NextByte();
            _low <<= 8;
            _range <<= 8;
        }
    }

    private uint NextByte() => _position < _input.Length ? _input[_position++] : 0u;

    // RNG-010: longest first.
    private List<PlainContext> Contexts()
    {
        List<PlainContext> contexts = [];
        if (_before.Count >= 2) contexts.Add(Longer((1 << 16) | (_before[^2] << 8) | _before[^1]));
        if (_before.Count >= 1) contexts.Add(Longer(_before[^1]));
        contexts.Add(_root);
        return contexts;
    }

    private PlainContext Longer(int key)
    {
        if (!_longer.TryGetValue(key, out PlainContext? context)) _longer[key] = context = new PlainContext(isRoot: false);
        return context;
    }

    // RNG-016 to RNG-020. A decoder knows which context coded the byte: the last one asked.
    private void Learn(List<PlainContext> asked, byte value, int coding = -1)
    {
        for (int i = 0; i < asked.Count; i++)
        {
            bool known = asked[i].Knows(value);
            int symbols = asked[i].SymbolCount;
            asked[i].Count(value);
            _symbols += asked[i].SymbolCount - symbols;
            if (known && (coding < 0 || i == coding)) break;
        }

        _before.Add(value);
        if (_symbols < 4094) return;
        _earlierHalvings = Halvings - _root.Halvings;
        Resets++;
        _symbols = 1;
        _root.Clear();
        _longer.Clear();
        _before.Clear();
    }
}
