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

    private static readonly string Introduction = FormattableString.Invariant($"""
        # What gets through

        Made by `ThroughputTests` and `NativeThroughputTests`: {ThroughputFigures.Seconds} s on a virtual network, packets of {ThroughputFigures.PacketBytes} bytes, one connection, with the same at both ends: *libenet* is native
        ENet 1.3.17, unchanged but for its clock, its sockets and its chance, which are those of the virtual network; `Native` and `Cubic` are ManagedENet by the rules of that
        name. The seed of a network is the same for all three. From a loss of 10 % on, and in bursts, figures are means over {ThroughputNetwork.RunsByLuck} seeds, because one alone tells of its luck.
        Reliable: as much as the window lets through, of at most {ThroughputFigures.QueuedPackets} packets that are queued or under way, which is what bounds `Cubic` on a line without an end.
        Unreliable: 500 packets a second offered. *Lost*: the connection was given up, how often and when; below {ThroughputFigures.LowRate} kB/s it was looked at for {ThroughputFigures.LongSeconds} s.
        MANAGEDENET_UPDATE=1 writes the table anew.

        With native's quirks, and at most 32 commands in a datagram, ManagedENet sends the very datagrams of libenet on each of these networks, which two tests hold. `Native` differs in
        two things. Its datagrams of acknowledgements are filled to the MTU, so that fewer are sent and a seed means other fates for what follows: at 40 ms and up to 5 % loss that is the
        whole difference, and it is luck. And a peer that is heard is not given up early, and little that is under way is repeated sooner (DEV-072): what libenet gives up goes on, slowly.


        """);

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

    public ThroughputFigures? Figures(ThroughputNetwork network, int sender) => Row(network.Name)[sender];

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
        text.Append(Introduction);
        text.Append("| network | reliable, kB/s: libenet | `Native` | `Cubic` | sent again, %: libenet | `Native` | `Cubic` | unreliable delivered, %: libenet | `Native` | `Cubic` |\n");
        text.Append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (ThroughputNetwork network in ThroughputNetwork.All)
        {
            ThroughputFigures?[] row = Row(network.Name);
            string rates = Cells(row, figures => figures.Reliable), again = Cells(row, figures => figures.SentAgain), delivered = Cells(row, figures => figures.Unreliable);
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
