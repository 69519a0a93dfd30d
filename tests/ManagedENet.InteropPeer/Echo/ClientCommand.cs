using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using ManagedENet.InteropPeer.CommandLine;

namespace ManagedENet.InteropPeer.Echo;

/// <summary><c>client</c>: the command line of the script echo_client.py.</summary>
internal static class ClientCommand
{
    private const string StandardModes = "unreliable,unsequenced,fragment,reliable";
    private const string StandardSizes = "8,9,100,1000,1300";
    private const string StandardBigSizes = "1400,5000,60000";

    public static Command Create()
    {
        Option<ushort> port = SharedOptions.CreatePort();
        var data = new Option<uint>("--data") { Description = "Connect data." };
        Option<SendMode[]> flags = CreateList<SendMode>("--flags", StandardModes, "Ways of sending.", ParseMode);
        Option<int[]> sizes = CreateList<int>("--sizes", StandardSizes, "Lengths, for every way of sending.", ParseSize);
        Option<int[]> big = CreateList<int>("--big", StandardBigSizes, "Lengths, for reliable and fragment only.", ParseSize);
        var count = new Option<int>("--count") { Description = "Packets of each way and length.", DefaultValueFactory = _ => 10 };
        var deadline = new Option<double>("--deadline") { Description = "End after this many seconds: something hangs then.", DefaultValueFactory = _ => 150 };
        var idle = new Option<double>("--idle") { Description = "Seconds of idling before disconnecting." };
        var disconnectData = new Option<uint>("--disconnect-data") { Description = "Disconnect data.", DefaultValueFactory = _ => 4242 };
        var expectKick = new Option<uint?>("--expect-kick") { Description = "The server must disconnect us with this data." };

        var command = new Command("client", "Sends every way and length to an echo server and checks every byte that returns.")
        {
            port, data, flags, sizes, big, count, deadline, idle, disconnectData, expectKick,
        };
        SharedOptions shared = SharedOptions.AddTo(command, channels: 2);
        command.SetAction(parsed => new EchoClient(new EchoClientSettings
        {
            Host = shared.Read(parsed, parsed.GetValue(port)),
            ConnectData = parsed.GetValue(data),
            Modes = Read<SendMode>(parsed, flags, StandardModes, ParseMode),
            Sizes = Read<int>(parsed, sizes, StandardSizes, ParseSize),
            BigSizes = Read<int>(parsed, big, StandardBigSizes, ParseSize),
            Count = parsed.GetValue(count),
            Deadline = TimeSpan.FromSeconds(parsed.GetValue(deadline)),
            Idle = TimeSpan.FromSeconds(parsed.GetValue(idle)),
            DisconnectData = parsed.GetValue(disconnectData),
            ExpectedKick = parsed.GetValue(expectKick),
        }).Run());
        return command;
    }

    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>A list option. Its default is in its description and not in the option, where the help would spell out every object.</summary>
    private static Option<T[]> CreateList<T>(string name, string standard, string description, TryParse<T> tryParse) => new(name)
    {
        Description = $"{description} Separated by commas. [default: {standard}]",
        CustomParser = result => ParseList(result.Tokens[0].Value, tryParse, unknown => result.AddError($"{name} does not know '{unknown}'.")),
    };

    /// <summary>What was given. An absent list option has the value of an empty list, so presence is asked for.</summary>
    private static T[] Read<T>(ParseResult parsed, Option<T[]> option, string standard, TryParse<T> tryParse) =>
        parsed.GetResult(option) is null ? ParseList(standard, tryParse) : parsed.GetValue(option)!;

    private static T[] ParseList<T>(string list, TryParse<T> tryParse, Action<string>? complain = null)
    {
        var values = new List<T>();
        foreach (string text in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (tryParse(text, out T value)) values.Add(value);
            else complain?.Invoke(text);
        }

        return [.. values];
    }

    private static bool ParseMode(string text, out SendMode mode) => (mode = SendMode.Find(text)!) is not null;

    private static bool ParseSize(string text, out int size) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size);
}
