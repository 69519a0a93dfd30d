using System;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// Packets of a connection whose sender wants to know what becomes of them, in the order in which they were queued: a command finds its packet by its place in that order.
/// </summary>
internal sealed class ReceiptList
{
    private const int EntryBytes = 24;
    private const int FirstCapacity = 8;
    private const int KeptCapacity = 64;

    private Entry[] _entries = Array.Empty<Entry>();
    private int _head;
    private int _count;

    /// <summary>True when nobody waits for one.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Bytes the table takes.</summary>
    public long SizeBytes => BytesOf(_entries.Length);

    /// <summary>Makes room for one more; false when the ledger refuses it.</summary>
    // Requirement: LIM-012
    public bool TryReserve(LedgerSide ledger, ref Account account)
    {
        if (_count < _entries.Length) return true;
        int length = Math.Max(FirstCapacity, _entries.Length * 2);
        long growth = BytesOf(length) - SizeBytes;
        if (!ledger.TryGrow(ref account, growth, Claim.Next)) return false;
        Entry[] grown;
        try
        {
            grown = new Entry[length];
        }
        catch
        {
            ledger.Shrink(ref account, growth);
            throw;
        }

        for (int i = 0; i < _count; i++) grown[i] = At(i);
        _entries = grown;
        _head = 0;
        return true;
    }

    /// <summary>A packet was queued, as so many commands from this place on. Call <see cref="TryReserve"/> before.</summary>
    public void Add(ulong id, uint first, int commands)
    {
        At(_count) = new Entry { Id = id, First = first, Commands = commands, Left = commands };
        _count++;
    }

    /// <summary>A command has arrived: true when all of its packet has, or nobody asked about that; then <paramref name="id"/> is not 0.</summary>
    public bool TryComplete(uint order, out ulong id)
    {
        int index = Find(order);
        id = 0;
        if (index < 0) return false;
        ref Entry entry = ref At(index);
        if (--entry.Left > 0) return false;
        id = Close(index);
        return true;
    }

    /// <summary>The packet of a command is given up: its number, or 0 when nobody asked about it.</summary>
    public ulong End(uint order)
    {
        int index = Find(order);
        return index < 0 ? 0 : Close(index);
    }

    /// <summary>The newest packet stands in the place of an older one from now on, which is not asked about any more.</summary>
    public void MoveNewest(uint to)
    {
        Entry newest = At(_count - 1);
        newest.First = to;
        int index = _count - 1;
        for (; index > 0 && (int)(At(index - 1).First - to) > 0; index--) At(index) = At(index - 1);
        At(index) = newest;
        if (index == 0 || At(index - 1).First != to) return;
        // That of the older one is over, and must not be found in its place.
        for (int i = index - 1; i < _count - 1; i++) At(i) = At(i + 1);
        _count--;
    }

    /// <summary>Takes any out; 0 when none is left.</summary>
    public ulong TakeAny()
    {
        while (_count > 0)
        {
            ulong id = At(0).Id;
            _head = (_head + 1) & (_entries.Length - 1);
            _count--;
            if (id != 0) return id;
        }

        return 0;
    }

    /// <summary>Called now and then: a table that one burst made large goes.</summary>
    public void EndInterval(LedgerSide ledger, ref Account account)
    {
        if (IsEmpty && _entries.Length > KeptCapacity) Release(ledger, ref account);
    }

    /// <summary>Gives the table back.</summary>
    public void Release(LedgerSide ledger, ref Account account)
    {
        ledger.Shrink(ref account, SizeBytes);
        _entries = Array.Empty<Entry>();
        _head = _count = 0;
    }

    private static long BytesOf(int entries) => entries == 0 ? 0 : ObjectBytes.Array(entries * (long)EntryBytes);

    private ref Entry At(int index) => ref _entries[(_head + index) & (_entries.Length - 1)];

    private int Find(uint order)
    {
        int low = 0;
        int high = _count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ref Entry entry = ref At(middle);
            int behind = (int)(order - entry.First);
            if (behind < 0) high = middle - 1;
            else if (behind >= entry.Commands) low = middle + 1;
            else return entry.Id == 0 ? -1 : middle;
        }

        return -1;
    }

    private ulong Close(int index)
    {
        ulong id = At(index).Id;
        At(index).Id = 0;
        while (_count > 0 && At(0).Id == 0)
        {
            _head = (_head + 1) & (_entries.Length - 1);
            _count--;
        }

        return id;
    }

    private struct Entry
    {
        public ulong Id;
        public uint First;
        public int Commands;
        public int Left;
    }
}
