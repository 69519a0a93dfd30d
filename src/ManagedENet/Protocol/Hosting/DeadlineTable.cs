using System;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// When each slot must be looked at, as one flat array with a lower bound over it. As long as the bound lies ahead nobody is looked at; when it has passed,
/// one walk over the numbers finds everybody who is due and the next bound.
/// </summary>
internal sealed class DeadlineTable
{
    private readonly long[] _deadlines;
    private int _end;
    private long _bound = ProtocolTime.Never;

    public DeadlineTable(int slots)
    {
        _deadlines = new long[slots];
        for (int slot = 0; slot < slots; slot++) _deadlines[slot] = ProtocolTime.Never;
    }

    /// <summary>Nobody is due before this time.</summary>
    public long Bound => _bound;

    /// <summary>Sets when a slot is due.</summary>
    public void Set(int slot, long deadlineUs)
    {
        _deadlines[slot] = deadlineUs;
        if (slot >= _end) _end = slot + 1;
        if (deadlineUs < _bound) _bound = deadlineUs;
    }

    /// <summary>Adds every slot that is due to <paramref name="due"/> and forgets its deadline.</summary>
    // Requirement: LIM-007
    public void Collect(long nowUs, SlotSet due)
    {
        if (nowUs < _bound) return;
        long bound = ProtocolTime.Never;
        Span<long> deadlines = _deadlines.AsSpan(0, _end);
        for (int slot = 0; slot < deadlines.Length; slot++)
        {
            long deadline = deadlines[slot];
            if (deadline <= nowUs)
            {
                deadlines[slot] = ProtocolTime.Never;
                due.Add(slot);
            }
            else if (deadline < bound)
            {
                bound = deadline;
            }
        }

        // Not again in the same millisecond, however finely the deadlines lie.
        _bound = Math.Max(bound, nowUs + ProtocolTime.UsPerMs);
    }
}
