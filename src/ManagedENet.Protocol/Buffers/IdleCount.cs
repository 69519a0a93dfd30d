using System;

namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// Counts what waits to be used again, and finds how much of it is too much: what lay at the bottom for two whole epochs was never needed in them.
/// </summary>
internal struct IdleCount
{
    private int _lowest;
    private int _lowestBefore;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>One comes to wait.</summary>
    public void Add() => Count++;

    /// <summary>One is used; answers how many are left, which is its index.</summary>
    public int Take()
    {
        int left = --Count;
        if (left < _lowest) _lowest = left;
        return left;
    }

    /// <summary>One is let go.</summary>
    public void Drop()
    {
        Count--;
        _lowest = Math.Min(_lowest, Count);
        _lowestBefore = Math.Min(_lowestBefore, Count);
    }

    /// <summary>An epoch is over; answers how many are to be dropped.</summary>
    public int EndEpoch()
    {
        int surplus = Math.Min(_lowest, _lowestBefore);
        _lowestBefore = _lowest - surplus;
        _lowest = Count - surplus;
        return surplus;
    }
}
