using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using ManagedENet.InteropPeer.CommandLine;

namespace ManagedENet.InteropPeer.Probe;

/// <summary><c>probe</c>: connects, sends what it was told to, and prints what it sees.</summary>
internal static class ProbeCommand
{
    public static Command Create()
    {
        var port = new Argument<ushort>("PORT") { Description = "The server's UDP port." };
        var data = new Option<uint>("--data") { Description = "Connect data." };
        var stay = new Option<int>("--ms") { Description = "Milliseconds to stay.", DefaultValueFactory = _ => 1500 };
        var until = new Option<int>("--until") { Description = "Stay no longer than until this many packets came.", DefaultValueFactory = _ => int.MaxValue };
        var printed = new Option<int>("--hex") { Description = "Bytes of a packet that are printed.", DefaultValueFactory = _ => 64 };
        var send = new Option<ProbePacket[]>("--send") { Description = "A packet, CHANNEL:FLAGS:HEX; may be given again.", CustomParser = ParsePackets, DefaultValueFactory = _ => [] };
        var disconnect = new Option<uint?>("--disconnect") { Description = "Leave with this data at the end, and wait for the answer." };

        var command = new Command("probe", "Connects, sends what it was told to, and prints what it sees, one line each.") { port, data, stay, until, printed, send, disconnect };
        SharedOptions shared = SharedOptions.AddTo(command, channels: 3);
        command.SetAction(parsed => new ProbeRun(new ProbeSettings
        {
            Host = shared.Read(parsed, parsed.GetValue(port)),
            ConnectData = parsed.GetValue(data),
            Stay = TimeSpan.FromMilliseconds(parsed.GetValue(stay)),
            EnoughPackets = parsed.GetValue(until),
            PrintedBytes = Math.Max(0, parsed.GetValue(printed)),
            Packets = parsed.GetValue(send)!,
            DisconnectData = parsed.GetValue(disconnect),
        }).Run());
        return command;
    }

    private static ProbePacket[] ParsePackets(ArgumentResult result)
    {
        var packets = new List<ProbePacket>();
        foreach (Token token in result.Tokens)
        {
            if (ProbePacket.Parse(token.Value) is { } packet) packets.Add(packet);
            else result.AddError($"--send takes CHANNEL:FLAGS:HEX, not '{token.Value}'.");
        }

        return [.. packets];
    }
}
