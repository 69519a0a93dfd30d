using System;
using System.Collections.Generic;
using System.CommandLine;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Demo;

namespace ManagedENet.Tool.Commands;

/// <summary><c>enet demo</c>: a server and clients in one process, over real sockets and a bad network.</summary>
internal static class DemoCommand
{
    public static Command Create(ToolConsole console)
    {
        var defaults = new DemoSettings();
        Option<int> clients = CommandOptions.Integer("--clients", "Clients that connect.", 1, 200, defaults.Clients);
        Option<int> messages = CommandOptions.Integer(
            "--messages", "Small packets of each kind per client and direction; large ones are fewer.", 1, 100_000, defaults.Messages);
        Option<double> loss = CommandOptions.Number("--loss", "Percent of the datagrams that are lost.", 0, 100, defaults.LossPercent);
        Option<int> delay = CommandOptions.Integer("--delay", "Milliseconds that a datagram is under way.", 0, 10_000, defaults.DelayMs);
        Option<int> jitter = CommandOptions.Integer("--jitter", "Up to so many milliseconds more.", 0, 10_000, defaults.JitterMs);
        Option<double> reorder = CommandOptions.Number("--reorder", "Percent of the datagrams that are held back by 30 ms.", 0, 100, defaults.ReorderPercent);
        Option<double> duplicate = CommandOptions.Number("--duplicate", "Percent of the datagrams that arrive twice.", 0, 100, defaults.DuplicatePercent);
        Option<int> seed = CommandOptions.Integer("--seed", "The luck of the network.", 0, int.MaxValue, defaults.Seed);
        Option<int> timeLimit = CommandOptions.Integer("--time-limit", "Seconds after which it ends in any case.", 1, 3_600, (int)defaults.TimeLimit.TotalSeconds);
        Option<bool> checksum = EnetOptions.Checksum();
        Option<bool> compress = EnetOptions.Compress();
        Option<bool> json = EnetOptions.Json();
        var command = new Command("demo", "Show ENet at work: a server and clients over loopback sockets, through seeded loss, delay and reordering.")
        {
            clients, messages, loss, delay, jitter, reorder, duplicate, seed, timeLimit, checksum, compress, json,
        };
        command.SetAction(parsed => Run(console, new DemoSettings
        {
            Clients = parsed.GetValue(clients),
            Messages = parsed.GetValue(messages),
            LossPercent = parsed.GetValue(loss),
            DelayMs = parsed.GetValue(delay),
            JitterMs = parsed.GetValue(jitter),
            ReorderPercent = parsed.GetValue(reorder),
            DuplicatePercent = parsed.GetValue(duplicate),
            Seed = parsed.GetValue(seed),
            TimeLimit = TimeSpan.FromSeconds(parsed.GetValue(timeLimit)),
            Checksum = parsed.GetValue(checksum),
            Compress = parsed.GetValue(compress),
            Json = parsed.GetValue(json),
        }));
        return command;
    }

    private static int Run(ToolConsole console, DemoSettings settings)
    {
        using var stop = new StopSignal();

        // Written at the end: a line in the middle of the moving display would spoil both.
        var notices = new List<ENetNotice>();
        bool isLive = console.IsInteractive && !settings.Json;
        DemoResult result = isLive
            ? LiveDemoProgress.Run(console.Rich, progress => Play(settings, progress, stop, notices))
            : Play(settings, settings.Json ? new SilentDemoProgress() : new PlainDemoProgress(console), stop, notices);
        foreach (ENetNotice notice in notices) console.WriteNotice(notice);

        if (settings.Json) console.Output.Write(DemoReport.Json(settings, result));
        else DemoReport.Write(console, settings, result);
        return result.IsGood && !result.IsInterrupted ? ExitCode.Success : ExitCode.Failed;
    }

    private static DemoResult Play(DemoSettings settings, IDemoProgress progress, StopSignal stop, List<ENetNotice> notices)
    {
        using var scenario = new DemoScenario(settings, progress, () => stop.IsRaised, notices.Add);
        return scenario.Run();
    }
}
