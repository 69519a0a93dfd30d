using System;
using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace ManagedENet.Fuzz.Coverage;

/// <summary>The counters into which instrumented code writes, and what was ever seen in them.</summary>
internal sealed unsafe class CoverageMap : IDisposable
{
    public const int Bytes = 1 << 16;

    private readonly byte* _map = (byte*)NativeMemory.AllocZeroed(Bytes);
    private readonly byte[] _seen = new byte[Bytes];

    public CoverageMap() => Trace.SharedMem = _map;

    /// <summary>Cells that were ever counted in.</summary>
    public int Cells { get; private set; }

    public ReadOnlySpan<byte> Counters => new(_map, Bytes);

    /// <summary>Before each execution.</summary>
    public void Clear()
    {
        new Span<byte>(_map, Bytes).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>How often a way was gone is one of eight: once, twice, three times, up to 7, 15, 31, 127 and more. True when any cell has one that is new.</summary>
    public bool TakeNews()
    {
        bool isNew = false;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(Counters);
        for (int word = 0; word < words.Length; word++)
        {
            if (words[word] == 0) continue;
            for (int cell = word * 8; cell < (word * 8) + 8; cell++)
            {
                byte bucket = Bucket(_map[cell]);
                if ((_seen[cell] & bucket) == bucket) continue;
                if (_seen[cell] == 0) Cells++;
                _seen[cell] |= bucket;
                isNew = true;
            }
        }

        return isNew;
    }

    /// <summary>The cells that were counted in, with how often.</summary>
    public int[] Features()
    {
        int count = 0;
        for (int cell = 0; cell < Bytes; cell++) count += _map[cell] != 0 ? 1 : 0;
        int[] features = new int[count];
        for (int cell = Bytes - 1; cell >= 0; cell--)
        {
            if (_map[cell] != 0) features[--count] = (cell * 8) + BitOperations.Log2(Bucket(_map[cell]));
        }

        return features;
    }

    public void Dispose()
    {
        Trace.SharedMem = null;
        NativeMemory.Free(_map);
    }

    private static byte Bucket(byte count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
