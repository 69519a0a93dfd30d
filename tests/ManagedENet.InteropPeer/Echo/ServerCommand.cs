using System;
using System.CommandLine;
using ManagedENet.InteropPeer.CommandLine;

namespace ManagedENet.InteropPeer.Echo;

/// <summary><c>server</c>: the command line of the script echo_server.py.</summary>
internal static class ServerCommand
{
    public static Command Create()
    {
        Option<ushort> port = SharedOptions.CreatePort();
        var peers = new Option<int>("--peers") { Description = "Peer slots.", DefaultValueFactory = _ => 32 };
        var clients = new Option<int>("--clients") { Description = "End after this many disconnects.", DefaultValueFactory = _ => 1 };
        var deadline = new Option<double>("--deadline") { Description = "End after this many seconds: something hangs then.", DefaultValueFactory = _ => 150 };
        var noEcho = new Option<bool>("--no-echo") { Description = "Send nothing back." };
        var kickAfter = new Option<int>("--kick-after") { Description = "Disconnect a peer with data 77 after its Nth packet." };
        var dataLog = new Option<int>("--data-log") { Description = "Print the first N bytes of each packet as hex." };

        var command = new Command("server", "Echoes every packet on its channel, with its flags.") { port, peers, clients, deadline, noEcho, kickAfter, dataLog };
        SharedOptions shared = SharedOptions.AddTo(command, channels: 0);
        command.SetAction(parsed => new EchoServer(new EchoServerSettings
        {
            Host = shared.Read(parsed, parsed.GetValue(port)),
            PeerLimit = parsed.GetValue(peers),
            Clients = parsed.GetValue(clients),
            Deadline = TimeSpan.FromSeconds(parsed.GetValue(deadline)),
            KickAfter = parsed.GetValue(kickAfter),
            IsSilent = parsed.GetValue(noEcho),
            LoggedBytes = parsed.GetValue(dataLog),
        }).Run());
        return command;
    }
}
