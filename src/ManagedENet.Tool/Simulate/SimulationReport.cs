using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Simulate;

/// <summary>Says what the simulation found, to people and to programs.</summary>
internal static class SimulationReport
{
    public static void Write(ToolConsole console, SimulateSettings settings, SimulationResult result)
    {
        CreateTable(settings, result).Write(console.Rich);
        foreach (string line in Lines(settings, result)) console.WriteLine(line);
    }

    public static string Json(SimulateSettings settings, SimulationResult result) => JsonText.Write(writer =>
    {
        writer.WriteBoolean("interrupted", result.IsInterrupted);
        WriteSettings(writer, settings);
        writer.WriteStartArray("controls");
        foreach (ControlResult control in result.Controls) WriteControl(writer, settings, control);
        writer.WriteEndArray();
    }) + Environment.NewLine;

    private static void WriteSettings(Utf8JsonWriter writer, SimulateSettings settings)
    {
        writer.WriteStartObject("settings");
        writer.WriteNumber("clients", settings.Clients);
        writer.WriteNumber("rate", settings.Rate);
        writer.WriteNumber("sizeBytes", settings.SizeBytes);
        writer.WriteNumber("channels", settings.Channels);
        writer.WriteString("mode", settings.ModeName);
        writer.WriteNumber("bulkBytes", settings.BulkBytes);
        writer.WriteNumber("bulkAheadKilobytes", settings.BulkAheadKilobytes);
        writer.WriteNumber("frameMs", settings.FrameMs);
        writer.WriteNumber("durationSeconds", settings.DurationSeconds);
        writer.WriteNumber("delayMs", settings.DelayMs);
        writer.WriteNumber("jitterMs", settings.JitterMs);
        writer.WriteNumber("lossPercent", settings.LossPercent);
        writer.WriteNumber("reorderPercent", settings.ReorderPercent);
        writer.WriteNumber("outageIntervalMs", settings.OutageIntervalMs);
        writer.WriteNumber("outageMs", settings.OutageMs);
        writer.WriteNumber("bandwidthKilobytesPerSecond", settings.BandwidthKilobytes);
        writer.WriteNumber("queueKilobytes", settings.QueueKilobytes);
        writer.WriteNumber("pathMtuBytes", settings.PathMtuBytes);
        writer.WriteNumber("seed", settings.Seed);
        writer.WriteEndObject();
    }

    private static void WriteControl(Utf8JsonWriter writer, SimulateSettings settings, ControlResult control)
    {
        writer.WriteStartObject();
        writer.WriteString("control", control.Name);
        writer.WriteStartObject("messages");
        writer.WriteNumber("planned", control.Planned);
        writer.WriteNumber("delivered", control.Delivered);
        writer.WriteNumber("deliveredPercent", Math.Round(control.DeliveredPercent, 4));
        writer.WriteNumber("throttled", control.Throttled);
        writer.WriteEndObject();
        writer.WriteStartObject("latencyMs");
        writer.WriteMs("p50", control.Latencies.P50Ms);
        writer.WriteMs("p95", control.Latencies.P95Ms);
        writer.WriteMs("p99", control.Latencies.P99Ms);
        writer.WriteMs("p999", control.Latencies.P999Ms);
        writer.WriteMs("max", control.Latencies.MaximumMs);
        writer.WriteEndObject();
        writer.WriteStartObject("bulk");
        writer.WriteNumber("bytes", (long)settings.BulkBytes * settings.Clients);
        writer.WriteNumber("delivered", control.BulkDelivered);
        writer.WriteNumber("seconds", Math.Round(control.BulkSeconds, 6));
        writer.WriteNumber("kilobytesPerSecond", Math.Round(control.BulkKilobytesPerSecond, 3));
        writer.WriteEndObject();
        writer.WriteStartObject("sentAgain");
        writer.WriteNumber("count", control.SentAgain);
        writer.WriteNumber("of", control.ReliableCommands);
        writer.WriteNumber("percent", Math.Round(control.SentAgainPercent, 4));
        writer.WriteEndObject();
        writer.WriteStartObject("wire");
        writer.WriteNumber("bytesDown", control.BytesDown);
        writer.WriteNumber("bytesUp", control.BytesUp);
        writer.WriteNumber("datagrams", control.Losses.Datagrams);
        writer.WriteNumber("lost", control.Losses.Lost);
        writer.WriteNumber("lostInOutage", control.Losses.InOutage);
        writer.WriteNumber("lostInQueue", control.Losses.InQueue);
        writer.WriteNumber("lostAsTooLong", control.Losses.TooLong);
        writer.WriteEndObject();
        writer.WriteStartObject("connections");
        writer.WriteNumber("lost", control.ConnectionsLost);
        if (control.EndReason is { } reason)
        {
            writer.WriteString("reason", NameOf(reason));
            writer.WriteNumber("afterSeconds", Math.Round(control.EndSeconds, 6));
        }

        writer.WriteEndObject();
        writer.WriteNumber("simulatedSeconds", Math.Round(control.SimulatedSeconds, 6));
        writer.WriteEndObject();
    }

    private static ReportTable CreateTable(SimulateSettings settings, SimulationResult result)
    {
        ReportTable table = new ReportTable().Column("control").Column("delivered").Column("p50").Column("p95", false).Column("p99").Column("p99.9", false).Column("max")
            .Column("bulk").Column("sent again").Column("share", false).Column("on the wire", false).Column("connection", false);
        foreach (ControlResult control in result.Controls)
        {
            table.Row(
                control.Name,
                Percent(control.DeliveredPercent),
                Ms(control.Latencies, control.Latencies.P50Ms),
                Ms(control.Latencies, control.Latencies.P95Ms),
                Ms(control.Latencies, control.Latencies.P99Ms),
                Ms(control.Latencies, control.Latencies.P999Ms),
                Ms(control.Latencies, control.Latencies.MaximumMs),
                settings.BulkBytes == 0 ? "none" : FormattableString.Invariant($"{control.BulkKilobytesPerSecond:0} kB/s"),
                $"{control.SentAgain}",
                Percent(control.SentAgainPercent),
                FormattableString.Invariant($"{(control.BytesDown + control.BytesUp) / 1_000.0:0} kB"),
                Connection(settings, control));
        }

        return table;
    }

    private static IEnumerable<string> Lines(SimulateSettings settings, SimulationResult result)
    {
        yield return "p50 to max are the times of messages from the frame that sent them to the frame that got them; what never arrived is not among them";
        if (result.IsInterrupted) yield return "interrupted: this is what there was until then";
        foreach (ControlResult control in result.Controls)
        {
            PathLosses losses = control.Losses;
            yield return $"{control.Name}: {control.Delivered} of {control.Planned} messages{Throttled(control)}; {losses.Datagrams} datagrams, {losses.Lost} lost{Reasons(losses)}; "
                + FormattableString.Invariant($"{control.BytesDown / 1_000.0:0} kB to the clients, {control.BytesUp / 1_000.0:0} kB back; {control.SimulatedSeconds:0.0} s (seed {settings.Seed})");
            if (!control.IsBulkOver && settings.BulkBytes > 0) yield return $"{control.Name}: {control.BulkDelivered} of {(long)settings.BulkBytes * settings.Clients} bytes of the transfer arrived";
            if (control.EndReason is not null) yield return $"{control.Name}: connection lost: {Connection(settings, control)}";
        }
    }

    private static string Throttled(ControlResult control) => control.Throttled == 0 ? string.Empty : $", {control.Throttled} dropped by the packet throttle";

    private static string Reasons(PathLosses losses)
    {
        (long Count, string Name)[] reasons = [(losses.InOutage, "in outages"), (losses.InQueue, "in a full queue"), (losses.TooLong, "for their length")];
        string text = string.Join(", ", reasons.Where(r => r.Count > 0).Select(r => $"{r.Count} {r.Name}"));
        return text.Length == 0 ? text : $" ({text})";
    }

    private static string Connection(SimulateSettings settings, ControlResult control)
    {
        if (control.EndReason is not { } reason) return "kept";
        string number = settings.Clients == 1 ? string.Empty : $"{control.ConnectionsLost} of {settings.Clients}, first ";
        return FormattableString.Invariant($"{number}{NameOf(reason)} after {control.EndSeconds:0.0} s");
    }

    private static string NameOf(ENetDisconnectReason reason) => reason.ToString().ToLowerInvariant();

    private static string Percent(double value) => FormattableString.Invariant($"{Math.Floor(value * 100) / 100:0.00} %");

    private static string Ms(Percentiles measured, double milliseconds) => measured.Count == 0 ? "-" : FormattableString.Invariant($"{milliseconds:0.0} ms");
}
