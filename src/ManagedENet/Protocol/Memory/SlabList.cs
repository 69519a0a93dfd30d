namespace ManagedENet.Protocol.Memory;

/// <summary>A doubly linked list of a <see cref="Slab{T}"/>'s entries. Every operation takes the same short time however long the list is.</summary>
internal struct SlabList
{
    private const int None = -1;
    private int _head;
    private int _tail;

    /// <summary>An empty list. The default value is not one.</summary>
    public static SlabList Empty => new() { _head = None, _tail = None };

    /// <summary>Index of the first entry, or -1.</summary>
    public readonly int Head => _head;

    /// <summary>Index of the last entry, or -1.</summary>
    public readonly int Tail => _tail;

    /// <summary>True when nothing is in the list.</summary>
    public readonly bool IsEmpty => _head == None;

    /// <summary>Adds an entry at the end.</summary>
    public void Append<T>(Slab<T> slab, int index)
        where T : struct, ISlabEntry
    {
        ref T entry = ref slab[index];
        entry.Next = None;
        entry.Previous = _tail;
        if (_tail == None) _head = index;
        else slab[_tail].Next = index;
        _tail = index;
    }

    /// <summary>Adds an entry that was just allocated at the end.</summary>
    public void AppendNew<T>(Slab<T> slab, int index, ref T entry)
        where T : struct, ISlabEntry
    {
        int tail = _tail;
        _tail = index;
        entry.Previous = tail;
        if (tail == None) _head = index;
        else slab[tail].Next = index;
    }

    /// <summary>Adds an entry before <paramref name="position"/>; at the end when that is -1.</summary>
    public void InsertBefore<T>(Slab<T> slab, int position, int index)
        where T : struct, ISlabEntry
    {
        if (position == None)
        {
            Append(slab, index);
            return;
        }

        int previous = slab[position].Previous;
        ref T entry = ref slab[index];
        entry.Next = position;
        entry.Previous = previous;
        slab[position].Previous = index;
        if (previous == None) _head = index;
        else slab[previous].Next = index;
    }

    /// <summary>Moves the front of another list, up to and with <paramref name="last"/>, to the end of this one. Takes the same short time however many they are.</summary>
    public void TakeFront<T>(Slab<T> slab, ref SlabList other, int last)
        where T : struct, ISlabEntry
    {
        int first = other._head;
        int rest = slab[last].Next;
        other._head = rest;
        if (rest == None) other._tail = None;
        else slab[rest].Previous = None;

        slab[last].Next = None;
        slab[first].Previous = _tail;
        if (_tail == None) _head = first;
        else slab[_tail].Next = first;
        _tail = last;
    }

    /// <summary>Takes the first entry out of a list that has one; its own links stay as they were.</summary>
    public ref T TakeFirst<T>(Slab<T> slab)
        where T : struct, ISlabEntry
    {
        ref T entry = ref slab[_head];
        int next = entry.Next;
        _head = next;
        if (next == None) _tail = None;
        else slab[next].Previous = None;
        return ref entry;
    }

    /// <summary>Takes an entry out of the list; the entry itself stays allocated.</summary>
    public void Remove<T>(Slab<T> slab, int index)
        where T : struct, ISlabEntry
    {
        ref T entry = ref slab[index];
        if (entry.Previous == None) _head = entry.Next;
        else slab[entry.Previous].Next = entry.Next;
        if (entry.Next == None) _tail = entry.Previous;
        else slab[entry.Next].Previous = entry.Previous;
        entry.Next = None;
        entry.Previous = None;
    }
}
