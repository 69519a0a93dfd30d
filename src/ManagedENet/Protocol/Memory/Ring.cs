using System;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// A queue in a ring that grows when it is full. The framework's would do as well, but what it is made of for a structure of ours is compiled in every process that starts; this
/// one is compiled ahead of time with the rest of the library.
/// </summary>
internal sealed class Ring<T>
    where T : struct
{
    private const int FirstPlaces = 4;

    private T[]? _places;
    private int _head;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Puts one at the end.</summary>
    public void Enqueue(in T one)
    {
        if (_places is null || Count == _places.Length) Grow();
        _places![Place(Count)] = one;
        Count++;
    }

    /// <summary>Takes the first out.</summary>
    public T Dequeue()
    {
        if (Count == 0) throw new InvalidOperationException("Nothing waits.");
        ref T place = ref _places![_head];
        T one = place;
        place = default;
        _head = Place(1);
        Count--;
        return one;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        if (_places is not null) Array.Clear(_places, 0, _places.Length);
        _head = 0;
        Count = 0;
    }

    private int Place(int distance)
    {
        int place = _head + distance;
        return place < _places!.Length ? place : place - _places.Length;
    }

    private void Grow()
    {
        var places = new T[Math.Max(FirstPlaces, Count * 2)];
        for (int i = 0; i < Count; i++) places[i] = _places![Place(i)];
        _places = places;
        _head = 0;
    }
}
