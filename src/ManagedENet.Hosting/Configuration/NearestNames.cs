using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Configuration;

namespace ManagedENet.Hosting;

/// <summary>The names that somebody may have meant who wrote another one.</summary>
internal static class NearestNames
{
    private const int Most = 3;
    private const int LongestCompared = 64;

    /// <summary>The nearest three; a section before a name does not count.</summary>
    public static IEnumerable<string> Of(string written, IEnumerable<string> names) => names
        .OrderBy(name => Distance(Bounded(written), Bounded(name[(name.LastIndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) + 1)..])))
        .ThenBy(name => name, StringComparer.Ordinal)
        .Take(Most);

    private static string Bounded(string name) => (name.Length > LongestCompared ? name[..LongestCompared] : name).ToUpperInvariant();

    // How many letters must be put in, left out or changed to make one of the other.
    private static int Distance(string one, string other)
    {
        int[] row = new int[other.Length + 1];
        for (int j = 0; j < row.Length; j++) row[j] = j;
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.Length; j++)
            {
                int changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
