using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// Structs that are linked by index into any number of lists. They lie in pages, so none ever moves and nothing is copied when there are more of them; they hold no
/// references, so the collector never looks inside; places are used again, so steady traffic allocates nothing.
/// </summary>
/// <remarks>
/// <code>
///   entry   0      1      2      3      4            a list is { head, tail }; each entry knows its neighbours
///         [ A1 ] [free] [ B1 ] [ A2 ] [free]         list A: 0 - 3      list B: 2
/// </code>
/// </remarks>
internal sealed class Slab<T> : PagedPlaces
    where T : struct, ISlabEntry
{
    /// <summary>The index that means "none".</summary>
    public const int None = -1;

    private readonly LedgerSide _ledger;
    private readonly int _entryBytes;
    private T[]?[] _pages = new T[1][];

    /// <summary>An empty slab.</summary>
    /// <param name="ledger">What its pages are asked of.</param>
    /// <param name="entryBytes">Bytes of an entry.</param>
    public Slab(LedgerSide ledger, int entryBytes)
    {
        _ledger = ledger;
        _entryBytes = entryBytes;
    }

    /// <summary>Bytes of the places that are taken.</summary>
    public long UsedBytes => (long)Count * _entryBytes;

    /// <inheritdoc/>
    protected override long PageBytes => ObjectBytes.Array(PagePlaces * _entryBytes) + DirectoryBytes;

    /// <summary>The entry at an index. The reference is valid until the entry is freed.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pages[index >> PageShift]![index & PlaceMask];
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
        index = TakePlace();
        ref T entry = ref this[index];
        entry = default;
        entry.Next = None;
        entry.Previous = None;
        return ref entry;
    }

    /// <summary>Returns an entry that is linked into no list.</summary>
    public void Free(int index) => GivePlace(index);

    /// <summary>Counts what is there.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        foreach (T[]? page in _pages)
        {
            if (page is not null) measure.PageBytes += ObjectBytes.Array((long)page.Length * _entryBytes) + DirectoryBytes;
        }
    }

    /// <inheritdoc/>
    protected override bool TryMakePage(int page, Claim claim)
    {
        // First the memory, then the account of it: where there is none, nothing has happened.
        if (!_ledger.TryHold(PageBytes, claim)) return false;
        try
        {
            _pages[page] = new T[PagePlaces];
            return true;
        }
        catch
        {
            _ledger.Drop(PageBytes);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void DropPage(int page)
    {
        _pages[page] = null;
        _ledger.Drop(PageBytes);
    }

    /// <inheritdoc/>
    protected override void ResizePages(int pages) => Array.Resize(ref _pages, pages);
}
