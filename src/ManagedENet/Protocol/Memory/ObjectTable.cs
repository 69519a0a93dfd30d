using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Memory;

/// <summary>Objects under numbers: structs without references know them by these.</summary>
internal sealed class ObjectTable<T>
    where T : class
{
    /// <summary>Bytes of a place.</summary>
    public const int PlaceBytes = 16;

    private readonly Slab<Place> _places = new(ledger: null, PlaceBytes);

    /// <summary>Objects that have a number.</summary>
    public int Count => _places.Count;

    /// <summary>The object under a number.</summary>
    public T this[int id]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _places[id].Item!;
    }

    /// <summary>Takes a number for an object that comes with <see cref="Put"/>.</summary>
    public int Add() => _places.Allocate();

    /// <summary>The object of a number.</summary>
    public void Put(int id, T item) => _places[id].Item = item;

    /// <summary>Forgets an object; its number is used again.</summary>
    public void Remove(int id)
    {
        _places[id].Item = null;
        _places.Free(id);
    }

    /// <summary>Called now and then: what was not needed for a while is given back.</summary>
    public void EndEpoch() => _places.EndEpoch();

    /// <summary>Calls <paramref name="visit"/> with every object.</summary>
    public void Visit(Action<T> visit) => _places.Visit((in Place place) =>
    {
        if (place.Item is not null) visit(place.Item);
    });

    private struct Place : ISlabEntry
    {
        public T? Item;

        public int Next { get; set; }

        // A place stands in no list but that of the free ones.
        public readonly int Previous
        {
            get => Slab<Place>.None;
            set { }
        }
    }
}
