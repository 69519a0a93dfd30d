using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>protocol-spec/vectors/deviations.txt: where the default behaviour parts from a recorded conversation, and by which named deviations.</summary>
internal static class DeviationTable
{
    public static IReadOnlyDictionary<string, (long FirstMs, NativeQuirks Quirks)> Load() =>
        Parse(File.ReadLines(Path.Combine(RepositoryFiles.Vectors, "deviations.txt")));

    public static Dictionary<string, (long FirstMs, NativeQuirks Quirks)> Parse(IEnumerable<string> lines)
    {
        var table = new Dictionary<string, (long, NativeQuirks)>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            string[] columns = line.Split('|', StringSplitOptions.TrimEntries);
            if (columns.Length != 3) throw new FormatException($"Three columns are wanted: {line}");
            table.Add(columns[0], (long.Parse(columns[1], CultureInfo.InvariantCulture), Enum.Parse<NativeQuirks>(columns[2])));
        }

        return table;
    }
}
