using System;

namespace ManagedENet.Protocol.Windows;

/// <summary>
/// Finds what belongs to a 16-bit sequence number in one step. A direct-mapped table that doubles whenever two live numbers would share a place; live
/// numbers lie close together, so it stays small, and it can never have more than 65,536 places.
/// </summary>
/// <remarks>
/// <code>
///   place = number mod capacity       each place: 0, or (value + 1) and the number it belongs to
///
///   capacity 4, live 9, 10, 11:       [ - ] [ 9 ] [10 ] [11 ]
/// </code>
/// </remarks>
internal sealed class SequenceRing
{
    private const int InitialCapacity = 4;
    private const int KeptCapacity = 1024;
    private const int MaximumCapacity = 1 << 16;
    private const int KeyBits = 16;

    private long[] _places = new long[InitialCapacity];
    private int _walk;

    /// <summary>Live numbers.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes the table takes.</summary>
    public int SizeBytes => _places.Length * sizeof(long);

    /// <summary>The value of a number, or -1.</summary>
    // Requirement: LIM-004
    public int Find(ushort sequence)
    {
        long place = _places[sequence & (_places.Length - 1)];
        return place != 0 && (ushort)place == sequence ? (int)(place >> KeyBits) - 1 : -1;
    }

    /// <summary>
    /// Bytes by which the table must grow before <paramref name="sequence"/> can be set, beyond the size that every table may have. The table keeps them until
    /// it is cleared, even when it becomes empty before.
    /// </summary>
    public int GrowthFor(ushort sequence)
    {
        int capacity = _places.Length;
        while (capacity < MaximumCapacity && IsTaken(sequence, capacity)) capacity <<= 1;
        return Math.Max(capacity - Math.Max(_places.Length, KeptCapacity), 0) * sizeof(long);
    }

    /// <summary>Sets the value, 0 or more, of a number; replaces the one it had.</summary>
    public void Set(ushort sequence, int value)
    {
        while (true)
        {
            ref long place = ref _places[sequence & (_places.Length - 1)];
            if (place == 0)
            {
                Count++;
            }
            else if ((ushort)place != sequence)
            {
                Grow();
                continue;
            }

            place = ((long)(value + 1) << KeyBits) | sequence;
            return;
        }
    }

    /// <summary>Removes a number and answers its value, or -1.</summary>
    public int Remove(ushort sequence)
    {
        ref long place = ref _places[sequence & (_places.Length - 1)];
        if (place == 0 || (ushort)place != sequence) return -1;
        int value = (int)(place >> KeyBits) - 1;
        place = 0;
        Count--;
        return value;
    }

    /// <summary>Removes some number and answers its value, or -1 when none is left. For emptying the table: the whole emptying takes one walk.</summary>
    public int TakeAny()
    {
        for (; Count > 0 && _walk < _places.Length; _walk++)
        {
            long place = _places[_walk];
            if (place == 0) continue;
            _places[_walk] = 0;
            Count--;
            return (int)(place >> KeyBits) - 1;
        }

        _walk = 0;
        return -1;
    }

    /// <summary>Forgets everything; a table that grew large is given up.</summary>
    public void Clear()
    {
        if (_places.Length > KeptCapacity) _places = new long[InitialCapacity];
        else if (Count > 0) Array.Clear(_places, 0, _places.Length);
        Count = 0;
        _walk = 0;
    }

    // Growing doubles until no two live numbers collide, so at a given capacity a newcomer collides with at most the numbers that agree with it in the low bits.
    private bool IsTaken(ushort sequence, int capacity)
    {
        if (capacity == _places.Length)
        {
            long place = _places[sequence & (capacity - 1)];
            return place != 0 && (ushort)place != sequence;
        }

        // The numbers that would share the place at the larger capacity all sit at the newcomer's place of today.
        long rival = _places[sequence & (_places.Length - 1)];
        return rival != 0 && (ushort)rival != sequence && (((ushort)rival ^ sequence) & (capacity - 1)) == 0;
    }

    private void Grow()
    {
        long[] old = _places;
        _places = new long[old.Length * 2];
        foreach (long place in old)
        {
            if (place != 0) _places[(ushort)place & (_places.Length - 1)] = place;
        }
    }
}
