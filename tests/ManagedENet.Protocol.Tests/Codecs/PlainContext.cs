using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Protocol.Tests.Codecs;

/// <summary>One context of <see cref="PlainRangeCoder"/>: RNG-009, RNG-011, RNG-012, RNG-016, RNG-017 and RNG-020.</summary>
internal sealed class PlainContext(bool isRoot)
{
    private readonly SortedDictionary<byte, uint> _occurred = [];

    public int Halvings { get; private set; }

    public uint Escape { get; private set; } = isRoot ? 1u : 0u;

    public uint Total => Escape + (isRoot ? 256u : 0u) + (uint)_occurred.Values.Sum(count => (long)count);

    public bool IsEmpty => Total == 0;

    public int SymbolCount => _occurred.Count;

    public bool Knows(byte value) => isRoot || _occurred.ContainsKey(value);

    public (uint Under, uint Count) PartOf(byte value)
    {
        uint under = Escape + (isRoot ? value : 0u) + (uint)_occurred.Where(pair => pair.Key < value).Sum(pair => (long)pair.Value);
        return (under, Counts(value));
    }

    /// <summary>The value that has this number in its part, or null for the escape.</summary>
    public byte? ValueAt(uint number)
    {
        if (number < Escape) return null;
        uint end = Escape;
        for (int value = 0; ; value++)
        {
            end += Counts((byte)value);
            if (number < end) return (byte)value;
        }
    }

    public void Count(byte value)
    {
        bool isNew = !isRoot && !_occurred.ContainsKey(value);
        uint before = Counts(value);
        _occurred[value] = _occurred.GetValueOrDefault(value) + (isRoot ? 3u : 2u);
        if (isNew) Escape += 5;
        if (before <= (isRoot ? 250u : 251u) && Total <= 65_280) return;
        Halvings++;
        foreach (byte known in _occurred.Keys.ToArray()) _occurred[known] -= _occurred[known] / 2;
        Escape -= Escape / 2;
    }

    public void Clear()
    {
        _occurred.Clear();
    }

    private uint Counts(byte value) => _occurred.GetValueOrDefault(value) + (isRoot ? 1u : 0u);
}
