using System;
using System.CommandLine;
using ManagedENet.InteropPeer.CommandLine;

namespace ManagedENet.InteropPeer.GodotPeers;

/// <summary><c>godot client</c> and <c>godot server</c>: the command line of the script godot_peer.py, over <c>ManagedENet.Godot</c>.</summary>
internal static class GodotCommand
{
    public static Command Create()
    {
        var command = new Command("godot", "A Godot 3 peer: checks every payload, and prints what the script godot_peer.py prints.");
        command.Add(CreateRole("client", "Joins a Godot 3 server, sends all modes and lengths, and counts what comes back.", static settings => new GodotClient(settings).Run()));
        command.Add(CreateRole("server", "Takes in one Godot 3 client and echoes what it sends.", static settings => new GodotServer(settings).Run()));
        return command;
    }

    private static Command CreateRole(string name, string description, Func<GodotPeerSettings, int> run)
    {
        Option<ushort> port = SharedOptions.CreatePort();
        port.DefaultValueFactory = _ => 24800;
        var id = new Option<int>("--id") { Description = "The client's unique id.", DefaultValueFactory = _ => 0x1234_5678 };
        var channels = new Option<int>("--channels") { Description = "ENet's channels, 3 or more.", DefaultValueFactory = _ => 3 };
        var compress = new Option<bool>("--compress") { Description = "Godot's compression mode 1, the range coder." };
        var deadline = new Option<double>("--deadline") { Description = "End after this many seconds: something hangs then.", DefaultValueFactory = _ => 150 };
        var count = new Option<int>("--count") { Description = "Packets of each mode and length.", DefaultValueFactory = _ => 5 };
        var fakeSource = new Option<bool>("--fake-source") { Description = "Client: send one packet with a forged source." };
        var kick = new Option<int>("--kick") { Description = "Client: ask the server to drop us, 0 = later, 1 = now.", DefaultValueFactory = _ => -1 };
        var command = new Command(name, description) { port, id, channels, compress, deadline, count, fakeSource, kick };
        command.SetAction(parsed => run(new GodotPeerSettings
        {
            Port = parsed.GetValue(port),
            Id = parsed.GetValue(id),
            Channels = parsed.GetValue(channels),
            Compress = parsed.GetValue(compress),
            Deadline = TimeSpan.FromSeconds(parsed.GetValue(deadline)),
            Count = parsed.GetValue(count),
            FakeSource = parsed.GetValue(fakeSource),
            Kick = parsed.GetValue(kick),
        }));
        return command;
    }
}
