using System;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;
using ManagedENet.Protocol.Sending;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Whose turn it is: in a send pass the slots that are ready or due, in their order, one datagram at a time. Slots with more to say than one datagram holds have further
/// rounds; a pass that ends early leaves the rest due. Those whose data waits for the line of the host have their turns behind all others, one datagram each, and the next
/// time it goes on behind the last of them.
/// </summary>
internal sealed class Schedule
{
    private readonly SlotSet _ready;
    private readonly SlotSet _continue;
    private readonly SlotSet _held;
    private readonly SlotSet _later;
    private readonly OutgoingLine _line;
    private readonly DeadlineTable _deadlines;
    private readonly int _burstLimit;
    private int _cursor;
    private int _heldCursor;
    private int _burst;
    private bool _isFirstRound;

    /// <summary>A schedule over slots.</summary>
    /// <param name="ready">Slots with something to do; others add to it.</param>
    /// <param name="line">What the host may send.</param>
    /// <param name="slots">Number of slots.</param>
    /// <param name="burstLimit">
    /// Datagrams of one slot in a row. One takes turns as native does; more is what segmentation offload wants, up to a number that keeps the others from waiting.
    /// </param>
    // Requirement: DGM-054
    public Schedule(SlotSet ready, OutgoingLine line, int slots, int burstLimit)
    {
        _ready = ready;
        _line = line;
        _continue = new SlotSet(slots);
        _held = new SlotSet(slots);
        _later = new SlotSet(slots);
        _deadlines = new DeadlineTable(slots);
        _burstLimit = burstLimit;
    }

    /// <summary>True when somebody has something to do now.</summary>
    public bool HasReady => !_ready.IsEmpty || !_continue.IsEmpty || HasLater;

    /// <summary>Somebody has given up a turn.</summary>
    public bool HasLater => !_later.IsEmpty;

    /// <summary>Somebody's data waits for the line of the host.</summary>
    public bool HasHeld => !_held.IsEmpty;

    /// <summary>Nobody is due before this time, microseconds.</summary>
    public long NextDeadlineUs => HasHeld ? Math.Min(_deadlines.Bound, _line.OpensAtUs) : _deadlines.Bound;

    /// <summary>Starts a send pass.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="collectsDue">Those whose deadline has come take part as well.</param>
    public void Begin(long nowUs, bool collectsDue)
    {
        _continue.MoveTo(_ready);
        _later.MoveTo(_ready);
        if (collectsDue) _deadlines.Collect(nowUs, _ready);
        _cursor = 0;
        _burst = 0;
        _isFirstRound = true;
    }

    /// <summary>The slot whose turn it is, or -1 when the pass is over.</summary>
    // Requirement: DGM-054
    public int Next()
    {
        // Whoever comes now stands behind those who wait.
        _line.BeginTurn(_held.IsEmpty);
        while (true)
        {
            SlotSet members = _isFirstRound ? _ready : _continue;
            if (_burst > 0 && _continue.Contains(_cursor - 1))
            {
                _burst--;
                _continue.Remove(_cursor - 1);
                return _cursor - 1;
            }

            int slot = members.NextFrom(_cursor);
            if (slot < 0)
            {
                if (_continue.IsEmpty) return NextHeld();
                _isFirstRound = false;
                _cursor = 0;
                // The last slot of the round may have been that of somebody who is gone, and has not used its turn.
                _burst = 0;
                continue;
            }

            members.Remove(slot);
            _cursor = slot + 1;
            _burst = _burstLimit - 1;
            return slot;
        }
    }

    /// <summary>Ends a turn.</summary>
    /// <param name="slot">Whose turn it was.</param>
    /// <param name="isIncomplete">It has more to say in this pass.</param>
    public void EndTurn(int slot, bool isIncomplete)
    {
        if (_line.HasHeld) _held.Add(slot);
        if (isIncomplete) _continue.Add(slot);
        else _burst = 0;
    }

    /// <summary>Ends a turn that was not used: the next one is in the next pass.</summary>
    public void Postpone(int slot)
    {
        _later.Add(slot);
        _burst = 0;
    }

    /// <summary>Sets when a slot must be looked at again.</summary>
    public void SetDeadline(int slot, long deadlineUs) => _deadlines.Set(slot, deadlineUs);

    /// <summary>Forgets a slot whose connection is over.</summary>
    public void Remove(int slot)
    {
        _ready.Remove(slot);
        _continue.Remove(slot);
        _held.Remove(slot);
        _later.Remove(slot);
        _deadlines.Set(slot, ProtocolTime.Never);
    }

    // Requirement: CGC-021
    private int NextHeld()
    {
        if (_held.IsEmpty || !_line.IsOpen) return -1;
        int slot = _held.NextFrom(_heldCursor);
        if (slot < 0) slot = _held.NextFrom(0);
        _held.Remove(slot);
        _heldCursor = slot + 1;
        _burst = 0;
        _line.BeginTurn(mayWrite: true);
        return slot;
    }
}
