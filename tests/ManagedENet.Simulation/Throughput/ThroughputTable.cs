using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Throughput;

/// <summary>The table of the tree: for each network the figures of libenet, of native's rules, and of <c>Cubic</c>.</summary>
internal sealed class ThroughputTable
{
    public const string FileName = "throughput.md";
    public const int LibENet = 0;
    public const int Native = 1;
    public const int Cubic = 2;
    private const int Senders = 3;

    private readonly Dictionary<string, ThroughputFigures?[]> _rows = new(StringComparer.Ordinal);

    public static bool IsToBeWritten => Environment.GetEnvironmentVariable("MANAGEDENET_UPDATE") == "1";

    private static string FilePath
    {
        get
        {
            for (DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, "tests", "ManagedENet.Simulation", "Throughput");
                if (Directory.Exists(candidate)) return Path.Combine(candidate, FileName);
            }

            throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }
    }

    /// <summary>The table as it stands in the tree; what it lacks is missing.</summary>
    public static ThroughputTable Read()
    {
        var table = new ThroughputTable();
        foreach (string line in File.ReadLines(FilePath))
        {
            string[] cells = [.. line.Split('|').Select(cell => cell.Trim())];
            if (cells.Length != 3 + (3 * Senders)) continue;
            for (int sender = 0; sender < Senders; sender++)
                table.Row(cells[1])[sender] = new ThroughputFigures(cells[2 + sender], cells[2 + Senders + sender], cells[2 + (2 * Senders) + sender]);
        }

        return table;
    }

    /// <summary>Measures one sender on every network.</summary>
    public void Measure(int sender, Func<VirtualWorld, IThroughputPair> makePair)
    {
        foreach (ThroughputNetwork network in ThroughputNetwork.All) Row(network.Name)[sender] = ThroughputFigures.Measure(network, makePair);
    }

    /// <summary>Fails where the tree says something else, or writes it there when that is asked for.</summary>
    public void Check()
    {
        string table = ToString();
        if (IsToBeWritten) File.WriteAllText(FilePath, table);
        Assert.That(table, Is.EqualTo(File.ReadAllText(FilePath)), $"If the change is meant, run the tests named Throughput with MANAGEDENET_UPDATE=1 and commit {FileName}.");
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append("# What gets through\n\nTEXT\n\n");
        text.Append("| network | reliable, kB/s: libenet | `Native` | `Cubic` | sent again, %: libenet | `Native` | `Cubic` | unreliable delivered, %: libenet | `Native` | `Cubic` |\n");
        text.Append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (ThroughputNetwork network in ThroughputNetwork.All)
        {
            ThroughputFigures?[] row = Row(network.Name);
            string rates = Cells(row, figures => figures.ReliableRate), again = Cells(row, figures => figures.SentAgain), delivered = Cells(row, figures => figures.UnreliableDelivered);
            text.Append(CultureInfo.InvariantCulture, $"| {network.Name} | {rates} | {again} | {delivered} |\n");
        }

        return text.ToString();
    }

    private static string Cells(ThroughputFigures?[] row, Func<ThroughputFigures, string> cell) => string.Join(" | ", row.Select(figures => figures is null ? "" : cell(figures)));

    private ThroughputFigures?[] Row(string network)
    {
        if (!_rows.TryGetValue(network, out ThroughputFigures?[]? row)) _rows.Add(network, row = new ThroughputFigures?[Senders]);
        return row;
    }
}
