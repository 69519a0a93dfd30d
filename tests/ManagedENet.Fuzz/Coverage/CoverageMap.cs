using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.InteropServices;
using ManagedENet.Fuzz.Worlds;
using SharpFuzz.Common;

namespace ManagedENet.Fuzz.Coverage;

/// <summary>The counters into which instrumented code writes, and what was ever seen in them.</summary>
internal sealed unsafe class CoverageMap : IDisposable
{
    public const int Bytes = 1 << 16;

    private readonly byte* _map = (byte*)NativeMemory.AllocZeroed(Bytes);
    private readonly byte[] _seen = new byte[FuzzWorlds.Count * Bytes];
    private readonly bool[] _seenFacts = new bool[AttackFacts.Count];

    public CoverageMap() => Trace.SharedMem = _map;

    /// <summary>Ways that were ever gone, in each world, and facts that were ever seen.</summary>
    public int Cells { get; private set; }

    public ReadOnlySpan<byte> Counters => new(_map, Bytes);

    /// <summary>What the world tells of an execution.</summary>
    public AttackFacts Facts { get; } = new();

    /// <summary>Before each execution.</summary>
    public void Clear()
    {
        new Span<byte>(_map, Bytes).Clear();
        Trace.PrevLocation = 0;
        Facts.Clear();
    }

    /// <summary>
    /// How often a way was gone is one of eight: once, twice, three times, up to 7, 15, 31, 127 and more. What is new in one world may be old in another. The number of ways that were never gone, and
    /// of facts that were never seen; and whether at least a number is new.
    /// </summary>
    public int TakeNews(int world, out bool isNew)
    {
        int news = 0;
        isNew = false;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(Counters);
        for (int word = 0; word < words.Length; word++)
        {
            if (words[word] == 0) continue;
            for (int cell = word * 8; cell < (word * 8) + 8; cell++)
            {
                byte bucket = Bucket(_map[cell]);
                ref byte seen = ref _seen[(world * Bytes) + cell];
                if ((seen & bucket) == bucket) continue;
                if (seen == 0) news++;
                seen |= bucket;
                isNew = true;
            }
        }

        for (int fact = 0; fact < AttackFacts.Count; fact++)
        {
            if (!Facts.Seen[fact] || _seenFacts[fact]) continue;
            _seenFacts[fact] = true;
            news++;
        }

        isNew |= news > 0;
        Cells += news;
        return news;
    }

    /// <summary>The ways of the last execution, with how often, and its facts.</summary>
    public int[] Features(int world)
    {
        List<int> features = [];
        for (int cell = 0; cell < Bytes; cell++)
        {
            if (_map[cell] != 0) features.Add((((world * Bytes) + cell) * 8) + BitOperations.Log2(Bucket(_map[cell])));
        }

        for (int fact = 0; fact < AttackFacts.Count; fact++)
        {
            if (Facts.Seen[fact]) features.Add(((FuzzWorlds.Count * Bytes) + fact) * 8);
        }

        return [.. features];
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
