using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// Numbered places in pages of 64. A place keeps its number as long as it is taken; the lowest free one is taken first, so that high pages become empty, and an
/// empty page that was not used for a while is given back.
/// </summary>
/// <remarks>
/// <code>
///   page        0          1          2          3
///   free      [..x.x.]   [......]   (none)     [xxxxxx]  empty: goes back after two epochs
/// </code>
/// </remarks>
internal abstract class PagedPlaces
{
    protected const int PageShift = 6;
    protected const int PagePlaces = 1 << PageShift;
    protected const int PlaceMask = PagePlaces - 1;

    /// <summary>What the arrays below take for each page, roughly.</summary>
    protected const int DirectoryBytes = 24;

    private const ulong AllFree = ulong.MaxValue;
    private const int WordShift = 6;

    // By page: a bit for each free place, none for a page that is not there; and the epoch in which it gave a place last.
    private ulong[] _free = new ulong[1];
    private int[] _usedIn = new int[1];

    // A bit for each page: it is there; it has a free place.
    private ulong[] _present = new ulong[1];
    private ulong[] _roomy = new ulong[1];
    private int _current;
    private int _epoch;

    /// <summary>Places that are taken.</summary>
    public int Count { get; private set; }

    /// <summary>Pages that are there.</summary>
    public int Pages { get; private set; }

    /// <summary>Bytes of all pages.</summary>
    public long HeldBytes => Pages * PageBytes;

    /// <summary>Bytes of a page.</summary>
    protected abstract long PageBytes { get; }

    /// <summary>True when a place can be taken without a new page.</summary>
    public bool HasRoom => Count < Pages << PageShift;

    /// <summary>Makes sure that this many places can be taken without a new page; false when the memory for them is refused.</summary>
    public bool TryReserve(int places, Claim claim)
    {
        while ((Pages << PageShift) - Count < places)
        {
            if (!TryAddPage(claim)) return false;
        }

        return true;
    }

    /// <summary>Called now and then: gives back the pages that are empty and were not used in this epoch or the one before.</summary>
    public void EndEpoch()
    {
        int top = -1;
        for (int page = 0; page < _free.Length; page++)
        {
            if (!IsSet(_present, page)) continue;
            if (_free[page] != AllFree || page == _current || _usedIn[page] >= _epoch - 1) top = page;
            else RemovePage(page);
        }

        _epoch++;
        top = Math.Max(top, _current);
        if ((top + 1) * 4 <= _free.Length) Resize((top + 1) * 2);
    }

    /// <summary>Takes the lowest free place of the page in use.</summary>
    protected int TakePlace()
    {
        int page = _current;
        ulong free = _free[page];
        if (free == 0)
        {
            page = FindPage();
            free = _free[page];
        }

        _free[page] = free & (free - 1);
        Count++;
        return (page << PageShift) | Bits.TrailingZeroCount(free);
    }

    /// <summary>Makes a place free again.</summary>
    protected void GivePlace(int place)
    {
        ref ulong free = ref _free[place >> PageShift];
        if (free == 0) SetBit(_roomy, place >> PageShift);
        // A shift takes its distance modulo 64 by itself.
        free |= 1UL << place;
        Count--;
    }

    /// <summary>Asks for the memory of a page and makes it; false when it is refused.</summary>
    protected abstract bool TryMakePage(int page, Claim claim);

    /// <summary>Gives a page back.</summary>
    protected abstract void DropPage(int page);

    /// <summary>The number of pages that can be told apart has changed.</summary>
    protected abstract void ResizePages(int pages);

    private int FindPage()
    {
        _usedIn[_current] = _epoch;
        ClearBit(_roomy, _current);
        int page = Lowest(_roomy, ofClearBits: false);
        if (page < 0)
        {
            TryAddPage(Claim.Must);
            page = Lowest(_roomy, ofClearBits: false);
        }

        _usedIn[page] = _epoch;
        return _current = page;
    }

    private bool TryAddPage(Claim claim)
    {
        int page = Lowest(_present, ofClearBits: true);
        if (page < 0) page = _free.Length;
        if (page >= _free.Length) Resize(page * 2);
        if (!TryMakePage(page, claim)) return false;
        Pages++;
        _free[page] = AllFree;
        _usedIn[page] = _epoch;
        SetBit(_present, page);
        SetBit(_roomy, page);
        return true;
    }

    private void RemovePage(int page)
    {
        Pages--;
        _free[page] = 0;
        ClearBit(_present, page);
        ClearBit(_roomy, page);
        DropPage(page);
    }

    // The array that the others are measured by grows last and shrinks first: where memory runs out in between, no other is too short.
    private void Resize(int pages)
    {
        bool shrinks = pages < _free.Length;
        if (shrinks) Array.Resize(ref _free, pages);
        int words = (pages + PlaceMask) >> WordShift;
        Array.Resize(ref _usedIn, pages);
        Array.Resize(ref _present, words);
        Array.Resize(ref _roomy, words);
        ResizePages(pages);
        if (!shrinks) Array.Resize(ref _free, pages);
    }

    private static int Lowest(ulong[] words, bool ofClearBits)
    {
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = ofClearBits ? ~words[i] : words[i];
            if (word != 0) return (i << WordShift) + Bits.TrailingZeroCount(word);
        }

        return -1;
    }

    private static bool IsSet(ulong[] words, int page) => (words[page >> WordShift] & (1UL << page)) != 0;

    private static void SetBit(ulong[] words, int page) => words[page >> WordShift] |= 1UL << page;

    private static void ClearBit(ulong[] words, int page) => words[page >> WordShift] &= ~(1UL << page);
}
