using System;

namespace ManagedENet.Protocol.Memory;

/// <content>The pages: they come when they are needed, and go when they were not needed for a while.</content>
internal sealed partial class Slab<T>
{
    private int _mostBefore;
    private int _nextPage;

    // A list of free places for each page, while they are sorted.
    private int[] _heads = Array.Empty<int>();

    /// <summary>Sees an entry.</summary>
    public delegate void EntryVisitor(in T entry);

    /// <summary>Pages that are there.</summary>
    public int Pages { get; private set; }

    /// <summary>Bytes of all pages.</summary>
    public long HeldBytes => Pages * PageBytes;

    private long PageBytes => ObjectBytes.Array((long)Page.Places * _entryBytes);

    private long FreePlaces => ((long)Pages << PageShift) - Count;

    /// <summary>Makes sure that this many entries can be allocated without a new page; false when the memory for them is refused.</summary>
    public bool TryReserve(int entries, Claim claim)
    {
        while (FreePlaces < entries)
        {
            if (!TryAddPage(claim)) return false;
        }

        return true;
    }

    /// <summary>
    /// Called now and then: gives back pages that hold nothing, as many as were not needed in this epoch and the one before. Where there are some, the free places are
    /// brought into the order of their pages, so that the first pages are filled first.
    /// </summary>
    public void EndEpoch()
    {
        int most = Math.Max(_most, _mostBefore);
        _mostBefore = _most;
        _most = Count;

        // A quarter more than was needed stays, and a page: luck may want more the next time.
        int surplus = Pages - (int)((most + ((long)most / 4) + Page.Places - 1) >> PageShift) - 1;
        if (surplus > 0) DropPages(surplus);
    }

    /// <summary>Counts what is there.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        foreach (T[]? page in _pages)
        {
            if (page is not null) measure.PageBytes += ObjectBytes.Array((long)page.Length * _entryBytes);
        }
    }

    /// <summary>Calls <paramref name="visit"/> with every entry, also with those that are free.</summary>
    public void Visit(EntryVisitor visit)
    {
        foreach (T[]? page in _pages)
        {
            if (page is null) continue;
            foreach (ref readonly T entry in page.AsSpan()) visit(entry);
        }
    }

    private bool TryAddPage(Claim claim)
    {
        int number = _nextPage;
        while (number < _pages.Length && _pages[number] is not null) number++;
        if (number == _pages.Length) Array.Resize(ref _pages, Math.Max(1, number * 2));

        // First the memory, then the account of it: where there is none, nothing has happened.
        if (_ledger is not null && !_ledger.TryHold(PageBytes, claim)) return false;
        T[] page;
        try
        {
            page = new T[Page.Places];
        }
        catch
        {
            _ledger?.Drop(PageBytes);
            throw;
        }

        _pages[number] = page;
        _nextPage = number + 1;
        Pages++;
        for (int place = Page.Places - 1; place >= 0; place--)
        {
            page[place].Next = _freeHead;
            _freeHead = (number << PageShift) | place;
        }

        return true;
    }

    private void DropPages(int most)
    {
        SortFree();
        for (int number = _pages.Length - 1; number >= 0; number--)
        {
            int count = 0;
            int last = None;
            for (int index = _heads[number]; index >= 0; index = this[index].Next)
            {
                last = index;
                count++;
            }

            if (count == Page.Places && most > 0)
            {
                most--;
                Pages--;
                _pages[number] = null;
                _nextPage = Math.Min(_nextPage, number);
                _ledger?.Drop(PageBytes);
            }
            else if (count > 0)
            {
                this[last].Next = _freeHead;
                _freeHead = _heads[number];
            }
        }

        int top = _pages.Length;
        while (top > 0 && _pages[top - 1] is null) top--;
        if (top * 4 > _pages.Length) return;
        Array.Resize(ref _pages, top * 2);
        _heads = Array.Empty<int>();
    }

    private void SortFree()
    {
        if (_heads.Length < _pages.Length) _heads = new int[_pages.Length];
        Array.Fill(_heads, None);
        while (_freeHead >= 0)
        {
            int index = _freeHead;
            _freeHead = this[index].Next;
            this[index].Next = _heads[index >> PageShift];
            _heads[index >> PageShift] = index;
        }
    }
}
