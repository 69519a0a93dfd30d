using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace ManagedENet.LongRuns.Door;

/// <summary>Packets under way, each with a time of its own at which it arrives and the end it goes to. Nothing is allocated while it runs.</summary>
internal sealed unsafe class DelayedPackets : IDisposable
{
    /// <summary>Longest packet.</summary>
    public const int SlotBytes = 2_048;

    private readonly byte* _bytes;
    private readonly int[] _lengths;
    private readonly int[] _ends;
    private readonly Stack<int> _free;
    private readonly PriorityQueue<int, long> _order;

    public DelayedPackets(int slots)
    {
        _bytes = (byte*)NativeMemory.Alloc((nuint)slots, SlotBytes);
        _lengths = new int[slots];
        _ends = new int[slots];
        _order = new PriorityQueue<int, long>(slots);
        _free = new Stack<int>(slots);
        for (int i = 0; i < slots; i++) _free.Push(i);
    }

    /// <summary>When the next arrives, or never.</summary>
    public long DueNs => _order.TryPeek(out _, out long dueNs) ? dueNs : long.MaxValue;

    /// <summary>Packets that found no slot, which is a fault of the line.</summary>
    public long Overflows { get; private set; }

    /// <summary>Keeps a copy until then.</summary>
    public void Add(byte* packet, int length, int end, long dueNs)
    {
        if (!_free.TryPop(out int slot))
        {
            Overflows++;
            return;
        }

        Buffer.MemoryCopy(packet, Place(slot), SlotBytes, length);
        _lengths[slot] = length;
        _ends[slot] = end;
        _order.Enqueue(slot, dueNs);
    }

    /// <summary>Takes the next out; its bytes are good until something is added.</summary>
    public byte* Take(out int length, out int end)
    {
        int slot = _order.Dequeue();
        length = _lengths[slot];
        end = _ends[slot];
        _free.Push(slot);
        return Place(slot);
    }

    public void Dispose() => NativeMemory.Free(_bytes);

    private byte* Place(int slot) => _bytes + ((long)slot * SlotBytes);
}
