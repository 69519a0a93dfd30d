using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Simulate;

namespace ManagedENet.Tool.Commands;

/// <summary><c>enet simulate</c>: a game's traffic over a bad path, on virtual time, with one congestion control after the other.</summary>
internal static class SimulateCommand
{
    // Each message has its place in memory; more than this is no game.
    private const int MostMessages = 10_000_000;

    private static readonly string[] Controls = [.. Enum.GetValues<ENetCongestionControl>().Select(ControlResult.NameOf)];

    private static readonly Dictionary<string, ENetPacketFlags> Modes = new(StringComparer.Ordinal)
    {
        ["reliable"] = ENetPacketFlags.Reliable,
        ["unreliable"] = ENetPacketFlags.UnreliableFragment,
        ["unsequenced"] = ENetPacketFlags.Unsequenced | ENetPacketFlags.UnreliableFragment,
    };

    public static Command Create(ToolConsole console)
    {
        var defaults = new SimulateSettings();
        Option<string> control = CommandOptions.Choices(
            "--control", "The rules to send by, one after the other.", Controls, string.Join(',', defaults.Controls.Select(ControlResult.NameOf)));
        Option<int> clients = CommandOptions.Integer("--clients", "Clients of the server; they share the path.", 1, 100, defaults.Clients);
        Option<double> rate = CommandOptions.Number("--rate", "Messages a second from the server to each client.", 0, 10_000, defaults.Rate);
        Option<int> size = CommandOptions.Integer("--size", "Bytes of a message.", MessageStream.SmallestBytes, 65_536, defaults.SizeBytes);
        Option<int> channels = CommandOptions.Integer("--channels", "Channels that the messages go round.", 1, 254, defaults.Channels);
        Option<string> mode = CommandOptions.Choice("--mode", "How messages travel.", Modes.Keys, defaults.ModeName);
        Option<int> bulk = CommandOptions.Integer("--bulk", "Bytes of a reliable transfer to each client beside the messages, on a channel of its own.", 0, 1_000_000_000, defaults.BulkBytes);
        Option<int> bulkAhead = CommandOptions.Integer(
            "--bulk-ahead", "kB of the transfer that the connection is given ahead of what has arrived; messages wait behind them.", 1, 50_000, defaults.BulkAheadKilobytes);
        Option<double> frame = CommandOptions.Number("--frame", "Milliseconds after which both ends service their hosts again.", 1, 1_000, defaults.FrameMs);
        Option<double> duration = CommandOptions.Number("--duration", "Seconds of messages.", 0.1, 3_600, defaults.DurationSeconds);
        Option<int> delay = CommandOptions.Integer("--delay", "Milliseconds that a datagram is under way.", 0, 10_000, defaults.DelayMs);
        Option<int> jitter = CommandOptions.Integer("--jitter", "Up to so many milliseconds more.", 0, 10_000, defaults.JitterMs);
        Option<double> loss = CommandOptions.Number("--loss", "Percent of the datagrams that are lost.", 0, 100, defaults.LossPercent);
        Option<double> reorder = CommandOptions.Number(
            "--reorder", $"Percent of the datagrams that are held back by {SimulateSettings.ReorderDelayMs} ms.", 0, 100, defaults.ReorderPercent);
        Option<int> outageEvery = CommandOptions.Integer("--outage-every", "One outage, in which everything is lost, in every so many milliseconds; 0 is none.", 0, 3_600_000, defaults.OutageIntervalMs);
        Option<int> outageLength = CommandOptions.Integer("--outage-length", "Milliseconds that an outage lasts.", 0, 3_600_000, defaults.OutageMs);
        Option<int> bandwidth = CommandOptions.Integer("--bandwidth", "kB/s that the path carries in each direction; 0 is unlimited.", 0, 10_000_000, defaults.BandwidthKilobytes);
        Option<int> queue = CommandOptions.Integer("--queue", "kB that may wait for a path with a bandwidth.", 1, 1_000_000, defaults.QueueKilobytes);
        Option<int> pathMtu = CommandOptions.Integer("--path-mtu", "Bytes of the longest datagram that passes; 0 is unlimited.", 0, 65_535, defaults.PathMtuBytes);
        Option<int> seed = CommandOptions.Integer("--seed", "The luck of the path and of the hosts.", 0, int.MaxValue, defaults.Seed);
        Option<string?> svg = new("--svg") { Description = "Draws the latencies into this file.", HelpName = "FILE" };
        Option<string?> log = new("--log") { Description = "Writes what the server's senders did into this file, a line of JSON for each event; with several controls one file each.", HelpName = "FILE" };
        Option<string?> plot = new("--plot") { Description = "Draws window, bytes in flight and round trip over time into this file.", HelpName = "FILE" };
        Option<bool> json = EnetOptions.Json();
        var command = new Command("simulate", "Simulate a game's traffic over a bad path, on virtual time, and compare congestion controls. The same seed gives the same numbers.")
        {
            control, clients, rate, size, channels, mode, bulk, bulkAhead, frame, duration, delay, jitter, loss, reorder, outageEvery, outageLength, bandwidth, queue, pathMtu, seed, svg, log, plot, json,
        };
        command.Validators.Add(result => result.Require(
            valueOf => valueOf(outageEvery) == 0 || valueOf(outageLength) <= valueOf(outageEvery), "--outage-length must not be longer than --outage-every."));
        command.Validators.Add(result => result.Require(
            valueOf => valueOf(rate) * valueOf(duration) * valueOf(clients) <= MostMessages, $"--rate, --duration and --clients together make more than {MostMessages} messages."));
        command.SetAction(parsed => Run(console, new SimulateSettings
        {
            Controls = [.. parsed.GetRequiredValue(control).Split(',').Select(name => Enum.Parse<ENetCongestionControl>(name, ignoreCase: true))],
            Clients = parsed.GetValue(clients),
            Rate = parsed.GetValue(rate),
            SizeBytes = parsed.GetValue(size),
            Channels = parsed.GetValue(channels),
            ModeName = parsed.GetRequiredValue(mode),
            Flags = Modes[parsed.GetRequiredValue(mode)],
            BulkBytes = parsed.GetValue(bulk),
            BulkAheadKilobytes = parsed.GetValue(bulkAhead),
            FrameMs = parsed.GetValue(frame),
            DurationSeconds = parsed.GetValue(duration),
            DelayMs = parsed.GetValue(delay),
            JitterMs = parsed.GetValue(jitter),
            LossPercent = parsed.GetValue(loss),
            ReorderPercent = parsed.GetValue(reorder),
            OutageIntervalMs = parsed.GetValue(outageEvery),
            OutageMs = parsed.GetValue(outageLength),
            BandwidthKilobytes = parsed.GetValue(bandwidth),
            QueueKilobytes = parsed.GetValue(queue),
            PathMtuBytes = parsed.GetValue(pathMtu),
            Seed = parsed.GetValue(seed),
            SvgFile = parsed.GetValue(svg),
            LogFile = parsed.GetValue(log),
            PlotFile = parsed.GetValue(plot),
            Json = parsed.GetValue(json),
        }));
        return command;
    }

    private static int Run(ToolConsole console, SimulateSettings settings)
    {
        using var stop = new StopSignal();
        bool isLive = console.IsInteractive && !settings.Json;
        SimulationResult result = isLive
            ? LiveSimulationProgress.Run(console.Rich, settings, progress => Simulation.Run(settings, progress, () => stop.IsRaised))
            : Simulation.Run(settings, settings.Json ? new SilentSimulationProgress() : new PlainSimulationProgress(console, settings), () => stop.IsRaised);
        if (settings.Json) console.Output.Write(SimulationReport.Json(settings, result));
        else SimulationReport.Write(console, settings, result);
        if (settings.SvgFile is not null) WriteChart(settings.SvgFile, LatencyChart.Draw(settings, result));
        if (settings.PlotFile is not null) WriteChart(settings.PlotFile, SenderChart.Draw(settings, result));
        if (settings.LogFile is not null) WriteLogs(settings.LogFile, result);

        // A lost connection is a finding and no failure.
        return result.IsInterrupted ? ExitCode.Failed : ExitCode.Success;
    }

    // The name of the rules goes before the extension where there is more than one.
    private static void WriteLogs(string file, SimulationResult result)
    {
        foreach (ControlResult control in result.Controls)
        {
            string name = result.Controls.Count == 1 ? file : Path.ChangeExtension(file, $"{control.Name}{Path.GetExtension(file)}");
            WriteChart(name, control.Log);
        }
    }

    private static void WriteChart(string file, string chart)
    {
        try
        {
            File.WriteAllText(file, chart);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ToolException($"cannot write '{file}': {e.Message}");
        }
    }
}
