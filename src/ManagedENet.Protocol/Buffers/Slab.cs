using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// A growing array of structs that are linked by index into any number of lists. It holds no references, so the collector never looks inside,
/// and entries are reused from a free list, so steady traffic allocates nothing.
/// </summary>
/// <remarks>
/// <code>
///   entry   0      1      2      3      4            a list is { head, tail }; each entry knows its neighbours
///         [ A1 ] [free] [ B1 ] [ A2 ] [free]         list A: 0 - 3      list B: 2      free: 1 - 4
/// </code>
/// </remarks>
internal sealed class Slab<T>
    where T : struct, ISlabEntry
{
    /// <summary>The index that means "none".</summary>
    public const int None = -1;

    private T[] _entries;
    private int _freeHead = None;
    private int _used;

    public Slab(int initialCapacity) => _entries = new T[initialCapacity];

    /// <summary>Entries in use.</summary>
    public int Count { get; private set; }

    /// <summary>The entry at an index. The reference is valid until the next allocation.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _entries[index];
    }

    /// <summary>The index of an entry with all fields at their defaults, linked into no list.</summary>
    // Requirement: LIM-005
    public int Allocate()
    {
        Allocate(out int index);
        return index;
    }

    /// <summary>An entry with all fields at their defaults, linked into no list, and its index. The reference is valid until the next call.</summary>
    public ref T Allocate(out int index)
    {
        index = _freeHead;
        if (index == None) index = TakeUnused();
        else _freeHead = _entries[index].Next;
        Count++;
        ref T entry = ref _entries[index];
        entry = default;
        entry.Next = None;
        entry.Previous = None;
        return ref entry;
    }

    private int TakeUnused()
    {
        if (_used == _entries.Length) Array.Resize(ref _entries, _used * 2);
        return _used++;
    }

    /// <summary>Returns an entry that is linked into no list.</summary>
    public void Free(int index)
    {
        _entries[index].Next = _freeHead;
        _freeHead = index;
        Count--;
    }
}
