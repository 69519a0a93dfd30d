using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Buffers;

/// <summary>Objects under numbers: structs without references know them by these.</summary>
internal sealed class ObjectTable<T> : PagedPlaces
    where T : class
{
    private T?[]?[] _pages = new T[1][];

    /// <inheritdoc/>
    protected override long PageBytes => ObjectBytes.Array(PagePlaces * 8) + DirectoryBytes;

    /// <summary>The object under a number.</summary>
    public T this[int id]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pages[id >> PageShift]![id & PlaceMask]!;
    }

    /// <summary>Takes a number for an object that comes with <see cref="Put"/>.</summary>
    public int Add() => TakePlace();

    /// <summary>The object of a number.</summary>
    public void Put(int id, T item) => _pages[id >> PageShift]![id & PlaceMask] = item;

    /// <summary>Forgets an object; its number is used again.</summary>
    public void Remove(int id)
    {
        _pages[id >> PageShift]![id & PlaceMask] = null;
        GivePlace(id);
    }

    /// <summary>Calls <paramref name="visit"/> with every object.</summary>
    public void Visit(Action<T> visit)
    {
        foreach (T?[]? page in _pages)
        {
            if (page is null) continue;
            foreach (T? item in page)
            {
                if (item is not null) visit(item);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool TryMakePage(int page, Claim claim)
    {
        _pages[page] = new T?[PagePlaces];
        return true;
    }

    /// <inheritdoc/>
    protected override void DropPage(int page) => _pages[page] = null;

    /// <inheritdoc/>
    protected override void ResizePages(int pages) => Array.Resize(ref _pages, pages);
}
