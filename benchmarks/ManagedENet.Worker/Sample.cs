using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ManagedENet.Worker;

/// <summary>What one run of a workload measured, as numbers with names: <c>cpu</c> and <c>wall</c> in nanoseconds, <c>messages</c>, <c>bytes</c>, and what else the workload has.</summary>
internal sealed class Sample
{
    public const string LineStart = "result";

    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, double> Values => _values;

    /// <summary>A value; 0 when the workload did not measure it.</summary>
    public double this[string name]
    {
        get => _values.GetValueOrDefault(name);
        set => _values[name] = value;
    }

    /// <summary>Reads a line that <see cref="ToLine"/> or the native program wrote; null when it is another line.</summary>
    public static Sample? TryParse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0] != LineStart) return null;
        var sample = new Sample();
        foreach (string word in words.Skip(1))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !double.TryParse(word.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return null;
            sample[word[..equals]] = value;
        }

        return sample;
    }

    public string ToLine() =>
        LineStart + string.Concat(_values.Select(pair => FormattableString.Invariant($" {pair.Key}={Math.Round(pair.Value, 4)}")));
}
