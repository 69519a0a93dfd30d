using System;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// Counts what waits to be used again, and finds how much of it is too much: what lay at the bottom for two whole epochs was not needed in them. Half as much as was
/// needed stays besides, and a few: luck may want more the next time.
/// </summary>
internal struct IdleCount
{
    private const int Few = 8;

    private int _lowest;
    private int _lowestBefore;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>How many there are, in use or not.</summary>
    public int Total { get; private set; }

    /// <summary>One more exists, and is in use.</summary>
    public void Make() => Total++;

    /// <summary>One comes to wait.</summary>
    public void Add() => Count++;

    /// <summary>One is used.</summary>
    public void Take()
    {
        int left = --Count;
        if (left < _lowest) _lowest = left;
    }

    /// <summary>One of those that wait is let go.</summary>
    public void Drop()
    {
        Total--;
        Count--;
        _lowest = Math.Min(_lowest, Count);
        _lowestBefore = Math.Min(_lowestBefore, Count);
    }

    /// <summary>One that was in use is let go.</summary>
    public void Lose() => Total--;

    /// <summary>An epoch is over; answers how many are to be dropped.</summary>
    public int EndEpoch()
    {
        int unused = Math.Min(_lowest, _lowestBefore);
        int needed = Total - unused;
        int surplus = needed == 0 ? unused : Math.Max(unused - (needed / 2) - Few, 0);
        _lowestBefore = _lowest - surplus;
        _lowest = Count - surplus;
        return surplus;
    }
}
