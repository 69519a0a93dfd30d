using System;

namespace ManagedENet.LongRuns.Door;

/// <summary>Echoes that were asked for in one part of the run, and how long they took. The place for them is taken at the beginning.</summary>
internal sealed class RoundTrips(int most)
{
    private readonly double[] _ms = new double[most];
    private int _count;
    private bool _isSorted;

    /// <summary>Questions that were sent.</summary>
    public int Asked { get; set; }

    /// <summary>Questions that nobody answered.</summary>
    public int Lost => Asked - _count;

    public void Add(double ms)
    {
        if (_count == _ms.Length) return;
        _ms[_count++] = ms;
        _isSorted = false;
    }

    /// <summary>The time that this part of all is not longer than.</summary>
    public double PercentileMs(double part)
    {
        if (!_isSorted) Array.Sort(_ms, 0, _count);
        _isSorted = true;
        return _count == 0 ? double.NaN : _ms[(int)Math.Min(part * _count, _count - 1)];
    }

    /// <summary>A row of a table.</summary>
    public string Row(string name) => $"| {name} | {Asked:N0} | {Lost} | {PercentileMs(0.5):0.00} ms | {PercentileMs(0.99):0.00} ms | {PercentileMs(1):0.00} ms |";
}
