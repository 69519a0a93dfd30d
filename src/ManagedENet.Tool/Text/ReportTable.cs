using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace ManagedENet.Tool.Text;

/// <summary>A table that fits: with frame and all columns where there is room, else only the columns that matter, side by side.</summary>
internal sealed class ReportTable
{
    private readonly List<(string Heading, bool IsEssential)> _columns = new();
    private readonly List<string[]> _rows = new();

    public ReportTable Column(string heading, bool isEssential = true)
    {
        _columns.Add((heading, isEssential));
        return this;
    }

    public void Row(params string[] cells) => _rows.Add(cells);

    public void Write(IAnsiConsole console)
    {
        int[] all = Enumerable.Range(0, _columns.Count).ToArray();
        bool hasRoom = all.Sum(c => Width(c) + 3) + 1 <= console.Profile.Width;
        int[] shown = hasRoom ? all : all.Where(c => _columns[c].IsEssential).ToArray();
        Table table = hasRoom ? new Table().RoundedBorder() : new Table().NoBorder();
        foreach (int c in shown)
        {
            var column = new TableColumn(Markup.Escape(_columns[c].Heading)) { NoWrap = true };
            if (!hasRoom) column.Padding = new Padding(0, 0, c == shown[^1] ? 0 : 2, 0);
            table.AddColumn(c == 0 ? column : column.RightAligned());
        }

        foreach (string[] row in _rows) table.AddRow(shown.Select(c => Markup.Escape(row[c])).ToArray());
        console.Write(table);
    }

    private int Width(int column) => _rows.Select(r => r[column].Length).Append(_columns[column].Heading.Length).Max();
}
