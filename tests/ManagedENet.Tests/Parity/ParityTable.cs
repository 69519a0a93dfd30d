using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ManagedENet.Tests.Parity;

/// <summary>Reads the tables of protocol-spec/parity.md.</summary>
internal static class ParityTable
{
    public static IReadOnlyList<ParityRow> Read()
    {
        var rows = new List<ParityRow>();
        string section = "";
        string[] columns = [];
        foreach (string line in File.ReadLines(Path.Combine(RepositoryRoot(), "protocol-spec", "parity.md")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = line[3..].Trim();
            }
            else if (line.StartsWith('|'))
            {
                string[] cells = line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries);
                if (cells.Contains("here")) columns = cells;
                else if (!cells[0].StartsWith("--", StringComparison.Ordinal)) rows.Add(ToRow(section, columns, cells));
            }
        }

        return rows;
    }

    private static ParityRow ToRow(string section, string[] columns, string[] cells)
    {
        string here = cells[Array.IndexOf(columns, "here")];
        string[] counterparts = here.Split('`').Where((_, index) => index % 2 == 1).ToArray();
        return new ParityRow(section, cells[Array.IndexOf(columns, "native")], here, counterparts);
    }

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ManagedENet.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds ManagedENet.sln.");
    }
}
