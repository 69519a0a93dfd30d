using System;

namespace ManagedENet.Godot.Diagnostics;

/// <summary>How often something that arrived was not taken, by reason. The network never throws: what it does wrong is counted here. Any thread may read it.</summary>
public sealed class GodotDropCounts
{
    private readonly long[] _counts = new long[(int)GodotDropReason.NotPassedOn + 1];

    internal GodotDropCounts()
    {
    }

    /// <summary>How often for one reason.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reason.</exception>
    public long this[GodotDropReason reason] => (uint)reason < (uint)_counts.Length
        ? _counts[(int)reason]
        : throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason; pass one that GodotDropReason names.");

    /// <summary>How often for all reasons together.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (long count in _counts) total += count;
            return total;
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = string.Empty;
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] == 0) continue;
            if (text.Length > 0) text += ", ";
            text += FormattableString.Invariant($"{(GodotDropReason)i} {_counts[i]}");
        }

        return text.Length == 0 ? "none" : text;
    }

    internal void Count(GodotDropReason reason) => _counts[(int)reason]++;
}
