using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Ordering;

/// <summary>
/// Remembers which unsequenced groups have arrived. It is a block of 1,024 groups that jumps, not a window that slides: a group of the next block clears
/// the memory, and a late group of an earlier block counts as too old.
/// </summary>
internal struct UnsequencedWindow
{
    private const int Size = ProtocolConstants.UnsequencedWindowSize;
    private const int WordBits = 64;

    private ulong[]? _seen;
    private ushort _start;

    /// <summary>Bytes the memory takes.</summary>
    public readonly long SizeBytes => _seen is null ? 0 : ObjectBytes.Array(_seen.Length * sizeof(ulong));

    /// <summary>True when the group is new and in reach; it is remembered only by <see cref="Mark"/>.</summary>
    // Requirement: CHN-050
    public bool Admits(ushort group)
    {
        int ahead = group < _start ? group + 0x10000 - _start : group - _start;
        if (ahead >= ProtocolConstants.FreeUnsequencedWindows * Size) return false;
        int index = group % Size;
        if (group - index != _start)
        {
            _start = (ushort)(group - index);
            if (_seen is not null) Array.Clear(_seen, 0, _seen.Length);
            return true;
        }

        return _seen is null || (_seen[index / WordBits] & (1UL << (index % WordBits))) == 0;
    }

    /// <summary>Remembers a group that was admitted. The first one takes memory, which is not refused: it is little, and one for each connection.</summary>
    public void Mark(ushort group, LedgerSide ledger, ref Account account)
    {
        if (_seen is null)
        {
            _seen = new ulong[Size / WordBits];
            ledger.Grow(ref account, SizeBytes, SizeBytes);
        }

        int index = group % Size;
        _seen[index / WordBits] |= 1UL << (index % WordBits);
    }

    /// <summary>Forgets a group that was marked and could not be kept.</summary>
    public readonly void Unmark(ushort group)
    {
        int index = group % Size;
        if (_seen is not null) _seen[index / WordBits] &= ~(1UL << (index % WordBits));
    }

    /// <summary>Forgets everything and gives the memory back.</summary>
    public void Clear(LedgerSide ledger, ref Account account)
    {
        ledger.Shrink(ref account, SizeBytes);
        _start = 0;
        _seen = null;
    }
}
