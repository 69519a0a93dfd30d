using System;
using System.Runtime.InteropServices;

namespace ManagedENet.LongRuns.Network;

/// <summary>Packets that are on their way in one direction, in order, each with the time at which it arrives. Nothing is allocated while it runs.</summary>
internal sealed unsafe class PacketQueue : IDisposable
{
    public const int SlotBytes = 2048;

    private readonly byte* _bytes;
    private readonly int[] _lengths;
    private readonly long[] _dueNs;
    private int _first;

    public PacketQueue(int slots)
    {
        _bytes = (byte*)NativeMemory.Alloc((nuint)slots, SlotBytes);
        _lengths = new int[slots];
        _dueNs = new long[slots];
    }

    public int Count { get; private set; }

    public bool IsFull => Count == _lengths.Length;

    /// <summary>When the first arrives, or never.</summary>
    public long DueNs => Count > 0 ? _dueNs[_first] : long.MaxValue;

    public byte* First => _bytes + ((long)_first * SlotBytes);

    public int FirstLength => _lengths[_first];

    /// <summary>Where the next one is written before <see cref="Add"/>.</summary>
    public byte* Free => _bytes + ((long)Next * SlotBytes);

    private int Next => (_first + Count) % _lengths.Length;

    public void Add(int length, long dueNs)
    {
        _lengths[Next] = length;
        _dueNs[Next] = dueNs;
        Count++;
    }

    public void RemoveFirst()
    {
        _first = (_first + 1) % _lengths.Length;
        Count--;
    }

    public void Dispose() => NativeMemory.Free(_bytes);
}
