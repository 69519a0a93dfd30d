using System;

namespace ManagedENet.Transports;

/// <summary>A bounded first-in first-out queue of datagrams. Its slots are taken when they are needed and kept.</summary>
/// <remarks><code>
///  ring:   [ 6 | 7 | - | - | 3 | 4 | 5 ]      head = 4, count = 5
///                    ^ next to be filled
/// </code></remarks>
internal sealed class LoopbackQueue
{
    private const int FirstSlots = 16;

    private readonly int _capacity;
    private readonly int _slotBytes;
    private Slot[] _ring;
    private int _head;

    public LoopbackQueue(int capacity, int slotBytes)
    {
        _capacity = capacity;
        _slotBytes = slotBytes;
        _ring = new Slot[Math.Min(FirstSlots, capacity)];
    }

    public int Count { get; private set; }

    public bool TryAdd(in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        if (Count == _ring.Length && !TryGrow()) return false;
        ref Slot slot = ref At(Count);
        slot.Bytes ??= new byte[_slotBytes];
        datagram.CopyTo(slot.Bytes);
        slot.Length = datagram.Length;
        slot.From = from;
        Count++;
        return true;
    }

    /// <summary>The datagram <paramref name="index"/> places behind the head. It stays where it is until it is dropped, also while others are added.</summary>
    public Span<byte> Peek(int index, out ENetAddress from)
    {
        ref Slot slot = ref At(index);
        from = slot.From;
        return slot.Bytes.AsSpan(0, slot.Length);
    }

    public void Drop(int count)
    {
        _head = (_head + count) % _ring.Length;
        Count -= count;
    }

    private ref Slot At(int index)
    {
        int place = _head + index;
        return ref _ring[place < _ring.Length ? place : place - _ring.Length];
    }

    private bool TryGrow()
    {
        if (_ring.Length == _capacity) return false;
        var larger = new Slot[(int)Math.Min(_capacity, _ring.Length * 2L)];
        for (int i = 0; i < Count; i++) larger[i] = At(i);
        _ring = larger;
        _head = 0;
        return true;
    }

    private struct Slot
    {
        public byte[]? Bytes;
        public int Length;
        public ENetAddress From;
    }
}
