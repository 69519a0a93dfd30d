using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Ordering;

/// <summary>A set of slots, walked in their order. Finding the next member costs the same with one slot and with 4,095.</summary>
/// <remarks>
/// <code>
///   summary   1 0 1 ...            one bit for each word that is not empty
///   words     [..1..] [.....] [1....] ...
/// </code>
/// </remarks>
internal sealed class SlotSet
{
    private const int WordBits = 64;
    private const int WordShift = 6;

    private readonly ulong[] _words;
    private ulong _summary;

    public SlotSet(int slots) => _words = new ulong[(slots + WordBits - 1) / WordBits];

    /// <summary>True when nobody is in the set.</summary>
    public bool IsEmpty => _summary == 0;

    // A shift takes its distance modulo 64 by itself.
    public bool Contains(int slot) => (_words[slot >> WordShift] & (1UL << slot)) != 0;

    public void Add(int slot)
    {
        int word = slot >> WordShift;
        _words[word] |= 1UL << slot;
        _summary |= 1UL << word;
    }

    public void Remove(int slot)
    {
        int word = slot >> WordShift;
        _words[word] &= ~(1UL << slot);
        if (_words[word] == 0) _summary &= ~(1UL << word);
    }

    /// <summary>The first member at or after <paramref name="slot"/>, or -1.</summary>
    // Requirement: LIM-007
    public int NextFrom(int slot)
    {
        int word = slot / WordBits;
        if (word >= _words.Length) return -1;
        ulong rest = _words[word] & (ulong.MaxValue << (slot % WordBits));
        if (rest != 0) return (word * WordBits) + Bits.TrailingZeroCount(rest);
        ulong later = word + 1 < WordBits ? _summary & (ulong.MaxValue << (word + 1)) : 0;
        if (later == 0) return -1;
        word = Bits.TrailingZeroCount(later);
        return (word * WordBits) + Bits.TrailingZeroCount(_words[word]);
    }

    /// <summary>Moves everybody into another set.</summary>
    public void MoveTo(SlotSet other)
    {
        if (_summary == 0) return;
        for (int i = 0; i < _words.Length; i++)
        {
            other._words[i] |= _words[i];
            _words[i] = 0;
        }

        other._summary |= _summary;
        _summary = 0;
    }
}
