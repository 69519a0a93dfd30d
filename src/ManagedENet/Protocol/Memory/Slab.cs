using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// Structs that are linked by index into any number of lists. They lie in pages, so none ever moves and nothing is copied when there are more of them; they hold no
/// references, so the collector never looks inside; places are used again, so steady traffic allocates nothing.
/// </summary>
/// <remarks>
/// <code>
///   entry   0      1      2      3      4            a list is { head, tail }; each entry knows its neighbours
///         [ A1 ] [free] [ B1 ] [ A2 ] [free]         list A: 0 - 3      list B: 2      free: 1 - 4
/// </code>
/// </remarks>
internal sealed partial class Slab<T>
    where T : struct, ISlabEntry
{
    /// <summary>The index that means "none".</summary>
    public const int None = -1;

    private const int PageShift = 6;

    private readonly LedgerSide? _ledger;
    private readonly int _entryBytes;
    private T[]?[] _pages = Array.Empty<T[]?>();
    private int _freeHead = None;
    private int _most;

    /// <summary>An empty slab.</summary>
    /// <param name="ledger">What its pages are asked of, or null for what belongs to no connection.</param>
    /// <param name="entryBytes">Bytes of an entry.</param>
    public Slab(LedgerSide? ledger, int entryBytes)
    {
        _ledger = ledger;
        _entryBytes = entryBytes;
    }

    /// <summary>Entries in use.</summary>
    public int Count { get; private set; }

    /// <summary>True when an entry can be allocated without a new page.</summary>
    public bool HasRoom => _freeHead >= 0;

    /// <summary>Bytes of the entries in use.</summary>
    public long UsedBytes => (long)Count * _entryBytes;

    /// <summary>The entry at an index. The reference is valid until the entry is freed.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Page.Place(_pages[index >> PageShift]!, index);
    }

    /// <summary>The index of an entry with all fields at their defaults, linked into no list.</summary>
    // Requirement: LIM-005
    public int Allocate()
    {
        Allocate(out int index);
        return index;
    }

    /// <summary>An entry with all fields at their defaults, linked into no list, and its index. Where its place was not reserved it may need a page, which is not refused.</summary>
    public ref T Allocate(out int index)
    {
        if (_freeHead < 0) TryAddPage(Claim.Must);
        index = _freeHead;
        ref T entry = ref this[index];
        _freeHead = entry.Next;
        int count = ++Count;
        if (count > _most) _most = count;
        entry = default;
        entry.Next = None;
        entry.Previous = None;
        return ref entry;
    }

    /// <summary>Returns an entry that is linked into no list.</summary>
    public void Free(int index) => Free(index, ref this[index]);

    /// <summary>Returns an entry, which is at hand, that is linked into no list.</summary>
    public void Free(int index, ref T entry)
    {
        entry.Next = _freeHead;
        _freeHead = index;
        Count--;
    }
}
