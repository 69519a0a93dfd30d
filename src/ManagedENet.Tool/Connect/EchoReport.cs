using System;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Connect;

/// <summary>Says what a measured run found, to people and to programs.</summary>
internal static class EchoReport
{
    public static void Write(ToolConsole console, ConnectSettings settings, EchoMeasurement result)
    {
        Percentiles times = result.RoundTrips;
        ReportTable table = new ReportTable().Column("mode").Column("bytes").Column("sent").Column("returned").Column("loss").Column("out of order", false)
            .Column("corrupt", false).Column("min", false).Column("p50").Column("p90", false).Column("p99").Column("max");
        table.Row(
            settings.ModeName,
            Text(settings.SizeBytes),
            Text(result.Sent),
            Text(result.Returned),
            FormattableString.Invariant($"{result.LossPercent:0.##} %"),
            Text(result.OutOfOrder),
            Text(result.Corrupt),
            Ms(times.MinimumMs),
            Ms(times.P50Ms),
            Ms(times.P90Ms),
            Ms(times.P99Ms),
            Ms(times.MaximumMs));
        table.Write(console.Rich);
        console.WriteLine(CommandOutcome(settings, result));
    }

    public static string Json(ConnectSettings settings, EchoMeasurement result) => JsonText.Write(writer =>
    {
        writer.WriteBoolean("ok", result.IsGood(settings.IsReliable));
        writer.WriteBoolean("connected", true);
        WriteSettings(writer, settings);
        writer.WriteNumber("asked", result.Asked);
        writer.WriteNumber("sent", result.Sent);
        writer.WriteNumber("returned", result.Returned);
        writer.WriteNumber("lossPercent", Math.Round(result.LossPercent, 3));
        writer.WriteNumber("outOfOrder", result.OutOfOrder);
        writer.WriteNumber("duplicated", result.Duplicated);
        writer.WriteNumber("corrupt", result.Corrupt);
        writer.WriteBoolean("connectionLost", result.IsConnectionLost);
        writer.WriteMs("elapsedMs", result.Elapsed.TotalMilliseconds);
        writer.WriteRoundTrip("roundTripMs", result.RoundTrips);
    }) + Environment.NewLine;

    public static string FailureJson(ConnectSettings settings) => JsonText.Write(writer =>
    {
        writer.WriteBoolean("ok", false);
        writer.WriteBoolean("connected", false);
        WriteSettings(writer, settings);
    }) + Environment.NewLine;

    private static void WriteSettings(System.Text.Json.Utf8JsonWriter writer, ConnectSettings settings)
    {
        writer.WriteString("host", settings.Target.Host);
        writer.WriteNumber("port", settings.Target.Port);
        writer.WriteString("mode", settings.ModeName);
        writer.WriteNumber("channel", settings.Channel);
        writer.WriteNumber("sizeBytes", settings.SizeBytes);
    }

    private static string CommandOutcome(ConnectSettings settings, EchoMeasurement result)
    {
        if (result.IsConnectionLost) return "failed: the connection ended during the run.";
        if (result.IsGood(settings.IsReliable))
        {
            return FormattableString.Invariant($"good: {result.Returned} of {result.Asked} came back in {result.Elapsed.TotalSeconds:0.00} s.");
        }

        return settings.IsReliable
            ? $"failed: reliable packets must all come back intact, once and in order; {result.Returned} of {result.Asked} did."
            : "failed: something came back twice or as something that was not sent.";
    }

    private static string Text(long number) => FormattableString.Invariant($"{number}");

    private static string Ms(double milliseconds) => FormattableString.Invariant($"{milliseconds:0.000} ms");
}
