using System.Collections.Generic;

namespace ManagedENet.Conformance.IndependentReader;

/// <summary>A context of the range coder's model: how often each byte followed, and how likely an escape to the shorter context is.</summary>
internal sealed class RangeContext
{
    private readonly SortedDictionary<byte, RangeContext> _followers = [];

    /// <summary>How often this byte was seen in the context that holds it, in steps of the context's increment.</summary>
    public int Count { get; private set; }

    /// <summary>The same history, one byte shorter.</summary>
    public RangeContext? Shorter { get; set; }

    public int Escapes { get; set; }

    public int Total { get; set; }

    /// <summary>The byte under which <paramref name="point"/> falls when each byte weighs its count and <paramref name="floor"/>; -1 when none does.</summary>
    public int Find(int point, int floor, out int under, out int weight)
    {
        under = 0;
        for (int candidate = 0; candidate < 256; candidate++)
        {
            weight = floor + (_followers.TryGetValue((byte)candidate, out RangeContext? follower) ? follower.Count : 0);
            if (point < under + weight) return candidate;
            under += weight;
        }

        weight = 0;
        return -1;
    }

    /// <summary>Counts one more <paramref name="next"/> and answers its count before; <paramref name="created"/> is 1 for a byte that is new here.</summary>
    public RangeContext Add(byte next, int increment, out int before, out int created)
    {
        created = 0;
        if (!_followers.TryGetValue(next, out RangeContext? follower))
        {
            follower = new RangeContext();
            _followers.Add(next, follower);
            created = 1;
        }

        before = follower.Count;
        follower.Count += increment;
        return follower;
    }

    /// <summary>Halves everything, rounding up, so that the totals stay small.</summary>
    public void Halve(int floor)
    {
        int sum = 0;
        foreach (RangeContext follower in _followers.Values)
        {
            follower.Count -= follower.Count >> 1;
            sum += follower.Count;
        }

        Escapes -= Escapes >> 1;
        Total = sum + Escapes + (256 * floor);
    }
}
