using System;
using System.Collections.Generic;
using System.CommandLine;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Connect;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Commands;

/// <summary><c>enet connect</c>: a client of an echo host, by hand or measured.</summary>
internal static class ConnectCommand
{
    private static readonly Dictionary<string, ENetPacketFlags> Modes = new(StringComparer.Ordinal)
    {
        ["reliable"] = ENetPacketFlags.Reliable,
        ["unreliable"] = ENetPacketFlags.None,
        ["unsequenced"] = ENetPacketFlags.Unsequenced,
        ["fragment"] = ENetPacketFlags.UnreliableFragment,
    };

    public static Command Create(ToolConsole console)
    {
        var target = new Argument<HostAndPort>("HOST:PORT")
        {
            Description = "Where the host is: example.org:7777, 127.0.0.1:7777 or [::1]:7777.",
            CustomParser = result =>
            {
                if (HostAndPort.TryParse(result.Tokens[0].Value, out HostAndPort? value, out string error)) return value;
                result.AddError(error);
                return null;
            },
        };
        Option<int> channel = CommandOptions.Integer("--channel", "The channel to talk on.", 0, 254, 0);
        Option<string> mode = CommandOptions.Choice("--mode", "How packets travel; fragment is unreliable and for long ones.", Modes.Keys, "reliable");
        Option<int?> count = CommandOptions.OptionalInteger("--count", "Measures this many packets instead of reading lines.", 1, 10_000_000);
        Option<int?> size = CommandOptions.OptionalInteger("--size", "Bytes of each measured packet; 32 when not given.", EchoPayload.SmallestBytes, 32 * 1024 * 1024);
        Option<int?> interval = CommandOptions.OptionalInteger("--interval", "Milliseconds between measured packets; 10 when not given.", 0, 60_000);
        Option<double> timeout = CommandOptions.Number("--timeout", "Seconds to wait for the connection, and at the end for what is missing.", 0.01, 3_600, 5);
        Option<bool> checksum = EnetOptions.Checksum();
        Option<bool> compress = EnetOptions.Compress();
        Option<bool> json = EnetOptions.Json();
        var command = new Command("connect", "Connect to an echo host: type a line and see it come back, or measure with --count.")
        {
            target, channel, mode, count, size, interval, timeout, checksum, compress, json,
        };
        command.Validators.Add(result => result.Require(
            result.GetResult(count) is not null || (result.GetResult(size) is null && result.GetResult(interval) is null && result.GetResult(json) is null),
            "--size, --interval and --json belong to a measured run: give --count as well."));
        command.SetAction(parsed =>
        {
            var settings = new ConnectSettings
            {
                Target = parsed.GetRequiredValue(target),
                Channel = (byte)parsed.GetValue(channel),
                ModeName = parsed.GetRequiredValue(mode),
                Flags = Modes[parsed.GetRequiredValue(mode)],
                Count = parsed.GetValue(count),
                SizeBytes = parsed.GetValue(size) ?? 32,
                Interval = TimeSpan.FromMilliseconds(parsed.GetValue(interval) ?? 10),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                Checksum = parsed.GetValue(checksum),
                Compress = parsed.GetValue(compress),
                Json = parsed.GetValue(json),
            };
            using var stop = new StopSignal();
            return new ConnectSession(settings, console, () => stop.IsRaised).Run();
        });
        return command;
    }
}
