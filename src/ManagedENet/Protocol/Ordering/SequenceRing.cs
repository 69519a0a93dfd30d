using System;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Ordering;

/// <summary>
/// Finds what belongs to a 16-bit sequence number in one step. A direct-mapped table that doubles whenever two live numbers would share a place; live
/// numbers lie close together, so it stays small, and it can never have more than 65,536 places. Every byte of it is asked of the ledger.
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
    /// <summary>Bytes of the object, without its table.</summary>
    public const int ObjectBytes = 40;

    private const int InitialCapacity = 4;
    private const int KeptCapacity = 64;
    private const int KeyBits = 16;
    private const int ShortestCalm = 2;
    private const int LongestCalm = 64;

    // What a place with a number holds at least.
    private const long FirstTaken = 1L << KeyBits;

    // Requirement: LIM-036
    // The table of a ring that has none: its only place is neither free nor taken, so nothing is found there and nothing can be set.
    private static readonly long[] None = { 1 };

    // What it takes counts as waiting behind a gap.
    private readonly bool _isBehind;
    private long[] _places = None;
    private int _walk;
    private int _most;
    private byte _calm;
    private byte _calmWanted = ShortestCalm;
    private bool _hasShrunk;

    /// <summary>An empty ring.</summary>
    /// <param name="isBehind">It finds what waits behind a gap, and its table counts as that.</param>
    public SequenceRing(bool isBehind = false) => _isBehind = isBehind;

    /// <summary>Live numbers.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes the table takes.</summary>
    public long SizeBytes => BytesOf(_places.Length);

    /// <summary>The value of a number, or -1.</summary>
    // Requirement: LIM-004
    public int Find(ushort sequence)
    {
        long place = _places[sequence & (_places.Length - 1)];
        return place >= FirstTaken && (ushort)place == sequence ? (int)(place >> KeyBits) - 1 : -1;
    }

    /// <summary>The value of the number that lies farthest behind another one, or -1. For what is rare: it looks at the whole table.</summary>
    public int FindOldest(ushort newest)
    {
        int value = -1;
        int farthest = -1;
        if (Count == 0) return value;
        foreach (long place in _places)
        {
            int behind = unchecked((ushort)(newest - (ushort)place));
            if (place < FirstTaken || behind <= farthest) continue;
            farthest = behind;
            value = (int)(place >> KeyBits) - 1;
        }

        return value;
    }

    /// <summary>
    /// Makes sure that a number can be set; false when the ledger refuses what the table must grow by. The table keeps it when the number goes.
    /// </summary>
    // Requirement: LIM-012
    public bool TryReserve(ushort sequence, LedgerSide ledger, ref Account account, Claim claim)
    {
        int capacity = _places.Length;
        while (IsTaken(sequence, capacity)) capacity = capacity == 1 ? InitialCapacity : capacity * 2;
        if (capacity == _places.Length) return true;
        if (_hasShrunk) _calmWanted = (byte)Math.Min(_calmWanted * 2, LongestCalm);
        _hasShrunk = false;
        return TryResize(capacity, ledger, ref account, claim);
    }

    /// <summary>Sets the value, 0 or more, of a number; replaces the one it had. False when the ledger refuses what the table must grow by.</summary>
    public bool TrySet(ushort sequence, int value, LedgerSide ledger, ref Account account, Claim claim) =>
        TryPlace(sequence, value) || (TryReserve(sequence, ledger, ref account, claim) && TryPlace(sequence, value));

    /// <summary>Sets the value of a number where that needs no larger table; else false.</summary>
    public bool TryPlace(ushort sequence, int value)
    {
        ref long place = ref _places[sequence & (_places.Length - 1)];
        if (place == 0) Count++;
        else if ((ushort)place != sequence || place < FirstTaken) return false;
        place = ((long)(value + 1) << KeyBits) | sequence;
        return true;
    }

    /// <summary>Removes a number and answers its value, or -1.</summary>
    public int Remove(ushort sequence)
    {
        ref long place = ref _places[sequence & (_places.Length - 1)];
        if (place < FirstTaken || (ushort)place != sequence) return -1;
        int value = (int)(place >> KeyBits) - 1;
        if (Count > _most) _most = Count;
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

    /// <summary>Forgets everything and gives the table back.</summary>
    public void Clear(LedgerSide ledger, ref Account account)
    {
        ledger.Shrink(ref account, SizeBytes, SizeBytes, _isBehind ? Claim.Behind : Claim.Must);
        _places = None;
        Count = 0;
        _walk = 0;
        _most = 0;
        _calm = 0;
        _calmWanted = ShortestCalm;
        _hasShrunk = false;
    }

    /// <summary>
    /// Called now and then: a table that is much larger than what stood in it since two calls becomes smaller. One that had to grow again after that is left alone for
    /// longer the next time.
    /// </summary>
    public void EndInterval(LedgerSide ledger, ref Account account)
    {
        int wanted = Math.Max(_most, Count) * 8;
        _most = Count;
        if (_places.Length <= KeptCapacity) return;
        _calm = wanted > _places.Length ? (byte)0 : (byte)(_calm + 1);
        if (_calm < _calmWanted) return;
        _calm = 0;
        int capacity = KeptCapacity;
        while (capacity < _places.Length && (capacity < wanted || !Fits(capacity))) capacity *= 2;
        if (capacity < _places.Length) _hasShrunk = TryResize(capacity, ledger, ref account, Claim.Must);
    }

    private static long BytesOf(int capacity) => capacity == 1 ? 0 : Memory.ObjectBytes.Array(capacity * (long)sizeof(long));

    // A table doubles until no two live numbers collide, so at a given capacity a newcomer collides with at most the numbers that agree with it in the low bits.
    private bool IsTaken(ushort sequence, int capacity)
    {
        if (capacity == 1) return true;
        if (capacity == _places.Length)
        {
            long place = _places[sequence & (capacity - 1)];
            return place != 0 && (ushort)place != sequence;
        }

        // The numbers that would share the place at the larger capacity all sit at the newcomer's place of today.
        long rival = _places.Length == 1 ? 0 : _places[sequence & (_places.Length - 1)];
        return rival != 0 && (ushort)rival != sequence && (((ushort)rival ^ sequence) & (capacity - 1)) == 0;
    }

    private bool Fits(int capacity)
    {
        int folds = _places.Length / capacity;
        for (int i = 0; i < capacity; i++)
        {
            int taken = 0;
            for (int fold = 0; fold < folds; fold++)
            {
                if (_places[i + (fold * capacity)] != 0) taken++;
            }

            if (taken > 1) return false;
        }

        return true;
    }

    // The old table is there until the new one is filled, for this call alone.
    private bool TryResize(int capacity, LedgerSide ledger, ref Account account, Claim claim)
    {
        long growth = BytesOf(capacity) - SizeBytes;
        if (growth > 0 && !ledger.TryGrow(ref account, growth, claim)) return false;
        long[] old = _places;
        try
        {
            _places = new long[capacity];
        }
        catch
        {
            ledger.Shrink(ref account, growth, growth, claim);
            throw;
        }

        if (growth < 0) ledger.Shrink(ref account, -growth, -growth, _isBehind ? Claim.Behind : Claim.Must);
        else if (_isBehind && claim != Claim.Behind) LedgerSide.MoveBack(ref account, growth);
        if (old.Length == 1) return true;
        foreach (long place in old)
        {
            if (place != 0) _places[(ushort)place & (capacity - 1)] = place;
        }

        return true;
    }
}
