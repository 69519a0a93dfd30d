using System;
using System.Collections.Generic;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Demo;

/// <summary>Says what the demonstration found, to people and to programs.</summary>
internal static class DemoReport
{
    public static void Write(ToolConsole console, DemoSettings settings, DemoResult result)
    {
        CreateTable(result).Write(console.Rich);
        foreach (string line in Lines(settings, result)) console.WriteLine(line);
    }

    public static string Json(DemoSettings settings, DemoResult result) => JsonText.Write(writer =>
    {
        writer.WriteBoolean("ok", result.IsGood);
        writer.WriteBoolean("interrupted", result.IsInterrupted);
        writer.WriteMs("elapsedMs", result.Elapsed.TotalMilliseconds);
        writer.WriteStartObject("settings");
        writer.WriteNumber("clients", settings.Clients);
        writer.WriteNumber("messages", settings.Messages);
        writer.WriteNumber("lossPercent", settings.LossPercent);
        writer.WriteNumber("delayMs", settings.DelayMs);
        writer.WriteNumber("jitterMs", settings.JitterMs);
        writer.WriteNumber("reorderPercent", settings.ReorderPercent);
        writer.WriteNumber("duplicatePercent", settings.DuplicatePercent);
        writer.WriteNumber("seed", settings.Seed);
        writer.WriteBoolean("checksum", settings.Checksum);
        writer.WriteBoolean("compress", settings.Compress);
        writer.WriteEndObject();
        writer.WriteStartObject("connections");
        writer.WriteNumber("asked", result.ConnectsAsked);
        writer.WriteNumber("made", result.ConnectsMade);
        writer.WriteNumber("broken", result.ConnectionsBroken);
        writer.WriteNumber("disconnected", result.DisconnectsMade);
        writer.WriteEndObject();
        writer.WriteStartArray("ways");
        foreach (WayResult way in result.Ways)
        {
            writer.WriteStartObject();
            writer.WriteString("name", way.Way.Name);
            writer.WriteNumber("planned", way.Planned);
            writer.WriteNumber("sent", way.Sent);
            writer.WriteNumber("delivered", way.Delivered);
            writer.WriteNumber("inOrder", way.InOrder);
            writer.WriteNumber("duplicated", way.Duplicated);
            writer.WriteNumber("corrupt", way.Corrupt);
            writer.WriteMs("takenMs", way.Taken.TotalMilliseconds);
            writer.WriteRoundTrip("latencyMs", way.Latencies);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("network");
        writer.WriteNumber("datagrams", result.Faults.Datagrams);
        writer.WriteNumber("lost", result.Faults.Lost);
        writer.WriteNumber("duplicated", result.Faults.Duplicated);
        writer.WriteNumber("heldBack", result.Faults.HeldBack);
        writer.WriteNumber("retransmissions", result.Retransmissions);
        writer.WriteEndObject();
        WriteRate(writer, "success", result.SuccessPercent, DemoResult.SuccessGoalPercent, result.OperationsDone, result.OperationsAsked);
        WriteRate(writer, "recovery", result.RecoveryPercent, DemoResult.RecoveryGoalPercent, result.Healed, result.Errors);
    }) + Environment.NewLine;

    private static void WriteRate(System.Text.Json.Utf8JsonWriter writer, string name, double percent, double goal, long done, long asked)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("percent", Math.Round(percent, 4));
        writer.WriteNumber("goalPercent", goal);
        writer.WriteNumber("done", done);
        writer.WriteNumber("of", asked);
        writer.WriteEndObject();
    }

    private static ReportTable CreateTable(DemoResult result)
    {
        ReportTable table = new ReportTable().Column("way of sending").Column("sent").Column("delivered").Column("share", false).Column("in order")
            .Column("twice", false).Column("corrupt").Column("taken").Column("median").Column("p99", false).Column("max", false);
        foreach (WayResult way in result.Ways)
        {
            table.Row(
                way.Way.Name,
                $"{way.Sent}",
                $"{way.Delivered}",
                Percent(way.Sent == 0 ? 0 : 100.0 * way.Delivered / way.Sent),
                $"{way.InOrder}",
                $"{way.Duplicated}",
                $"{way.Corrupt}",
                FormattableString.Invariant($"{way.Taken.TotalSeconds:0.00} s"),
                Ms(way.Latencies.P50Ms),
                Ms(way.Latencies.P99Ms),
                Ms(way.Latencies.MaximumMs));
        }

        return table;
    }

    private static IEnumerable<string> Lines(DemoSettings settings, DemoResult result)
    {
        FaultLedger faults = result.Faults;
        yield return "median, p99 and max are the times from sending to delivery, one way, as the applications see them";
        if (result.IsInterrupted) yield return "interrupted: what follows is what there was until then";
        yield return $"connections: {result.ConnectsMade} made of {result.ConnectsAsked} asked for, {result.ConnectionsBroken} broken, {result.DisconnectsMade} ended with a goodbye";
        yield return FormattableString.Invariant(
            $"network: {faults.Datagrams} datagrams, {faults.Lost} lost, {faults.Duplicated} duplicated, {faults.HeldBack} held back (seed {settings.Seed}); {result.Retransmissions} reliable commands sent again; {result.Elapsed.TotalSeconds:0.0} s in all");
        yield return DemoResult.SuccessDefinition;
        yield return DemoResult.RecoveryDefinition;
        yield return $"success  {Percent(result.SuccessPercent),9}  ({result.OperationsDone} of {result.OperationsAsked} operations), goal {Percent(DemoResult.SuccessGoalPercent)}: {Word(result.IsSuccessReached)}";
        yield return $"recovery {Percent(result.RecoveryPercent),9}  ({result.Healed} of {result.Errors} errors healed), goal {Percent(DemoResult.RecoveryGoalPercent)}: {Word(result.IsRecoveryReached)}";
        if (!result.IsGood && result.IsSuccessReached && result.IsRecoveryReached) yield return "failed: something was delivered twice or corrupt";
    }

    private static string Word(bool isReached) => isReached ? "reached" : "MISSED";

    private static string Percent(double value) => FormattableString.Invariant($"{Math.Floor(value * 100) / 100:0.00} %");

    private static string Ms(double milliseconds) => FormattableString.Invariant($"{milliseconds:0.0} ms");
}
