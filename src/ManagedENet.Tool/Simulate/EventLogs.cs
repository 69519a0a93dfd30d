using System.Collections.Generic;
using System.IO;
using System.Text;

namespace ManagedENet.Tool.Simulate;

/// <summary>What became of a log: its lines, or what a drawing needs.</summary>
internal static class EventLogs
{
    public static void Read(ENetEventLog? log, SimulateSettings settings, out string text, out List<ENetLogEntry> entries)
    {
        text = string.Empty;
        entries = [];
        if (log is null) return;
        if (settings.PlotFile is not null) entries = Take(log);
        if (settings.LogFile is null) return;
        var lines = new StringBuilder();
        using var writer = new StringWriter(lines);
        if (settings.PlotFile is null) log.WriteTo(writer);
        else ENetEventLog.Write(writer, entries);
        text = lines.ToString();
    }

    private static List<ENetLogEntry> Take(ENetEventLog log)
    {
        var entries = new List<ENetLogEntry>();
        while (log.TryRead(out ENetLogEntry entry)) entries.Add(entry);
        return entries;
    }
}
