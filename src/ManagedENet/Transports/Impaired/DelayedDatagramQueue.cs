using System;

namespace ManagedENet.Transports;

/// <summary>
/// Datagrams that are under way, ordered by the time they are due and, at equal times, by their number. A binary heap of small entries points into
/// slots; slots and their blocks are used again, the last freed first, so that nothing is allocated once the largest number has been under way.
/// <code>
///   heap   (due, number, slot)   smallest on top
///            |
///   slots  [from, to, block, length]   free ones linked by NextFree
/// </code>
/// </summary>
internal sealed class DelayedDatagramQueue
{
    private const int NoSlot = -1;
    private const int SmallestBlockBytes = 2_048;

    private Entry[] _heap = new Entry[16];
    private Slot[] _slots = new Slot[16];
    private int _usedSlots;
    private int _firstFree = NoSlot;

    public int Count { get; private set; }

    public long NextDueMs => Count == 0 ? long.MaxValue : _heap[0].DueMs;

    public int NextLength => Count == 0 ? 0 : _slots[_heap[0].Slot].Length;

    /// <summary>Copies the datagram in and gives the copy, so that the caller may damage it.</summary>
    public Span<byte> Add(long dueMs, long number, in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram, int tag)
    {
        int index = TakeSlot();
        ref Slot slot = ref _slots[index];
        if (slot.Block is null || slot.Block.Length < datagram.Length) slot.Block = new byte[BlockSize(datagram.Length)];
        datagram.CopyTo(slot.Block);
        slot.Length = datagram.Length;
        slot.From = from;
        slot.To = to;
        slot.Tag = tag;

        if (Count == _heap.Length) Array.Resize(ref _heap, _heap.Length * 2);
        Rise(Count++, new Entry(dueMs, number, index));
        return slot.Block.AsSpan(0, datagram.Length);
    }

    /// <summary>Takes the first one out. There must be one, and it must fit.</summary>
    public int Take(Span<byte> destination, out long number, out ENetAddress from, out ENetAddress to, out int tag)
    {
        Entry first = _heap[0];
        ref Slot slot = ref _slots[first.Slot];
        slot.Block.AsSpan(0, slot.Length).CopyTo(destination);
        number = first.Number;
        from = slot.From;
        to = slot.To;
        tag = slot.Tag;
        slot.NextFree = _firstFree;
        _firstFree = first.Slot;

        Entry last = _heap[--Count];
        if (Count > 0) Sink(0, last);
        return slot.Length;
    }

    public void Clear()
    {
        for (int i = 0; i < Count; i++)
        {
            _slots[_heap[i].Slot].NextFree = _firstFree;
            _firstFree = _heap[i].Slot;
        }

        Count = 0;
    }

    private static int BlockSize(int length)
    {
        int size = SmallestBlockBytes;
        while (size < length) size *= 2;
        return size;
    }

    private int TakeSlot()
    {
        int index = _firstFree;
        if (index != NoSlot)
        {
            _firstFree = _slots[index].NextFree;
            return index;
        }

        if (_usedSlots == _slots.Length) Array.Resize(ref _slots, _slots.Length * 2);
        return _usedSlots++;
    }

    private void Rise(int position, Entry entry)
    {
        while (position > 0)
        {
            int parent = (position - 1) / 2;
            if (!entry.IsBefore(_heap[parent])) break;
            _heap[position] = _heap[parent];
            position = parent;
        }

        _heap[position] = entry;
    }

    private void Sink(int position, Entry entry)
    {
        while (true)
        {
            int child = (position * 2) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && _heap[child + 1].IsBefore(_heap[child])) child++;
            if (!_heap[child].IsBefore(entry)) break;
            _heap[position] = _heap[child];
            position = child;
        }

        _heap[position] = entry;
    }

    private readonly struct Entry
    {
        public readonly long DueMs;
        public readonly long Number;
        public readonly int Slot;

        public Entry(long dueMs, long number, int slot)
        {
            DueMs = dueMs;
            Number = number;
            Slot = slot;
        }

        public bool IsBefore(in Entry other) => DueMs < other.DueMs || (DueMs == other.DueMs && Number < other.Number);
    }

    private struct Slot
    {
        public ENetAddress From;
        public ENetAddress To;
        public byte[]? Block;
        public int Length;
        public int Tag;
        public int NextFree;
    }
}
