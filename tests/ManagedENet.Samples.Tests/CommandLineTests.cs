using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Samples.Tests;

/// <summary>What every sample owes to whoever starts it: help, one line for what is wrong, and a goodbye.</summary>
[TestFixture]
public sealed class CommandLineTests : SampleFixture
{
    private const string Folder = "FOLDER";

    private static readonly string[] Samples = ["Chat", "GameLoop", "FileCopy", "WebHost", "ArenaServer", "ArenaLoad"];

    // How each server is started; its port comes last.
    private static readonly Dictionary<string, string[]> Servers = new(StringComparer.Ordinal)
    {
        ["Chat"] = ["server", "--port"],
        ["GameLoop"] = ["server", "--port"],
        ["FileCopy"] = ["receive", Folder, "--port"],
        ["WebHost"] = ["--http", "0", "--streams", "0", "--port"],
        ["ArenaServer"] = ["--port"],
    };

    private static readonly TestCaseData[] Clients =
    [
        new("Chat", new[] { "join", "127.0.0.1", "--name", "Ada", "--timeout", "0.5" }),
        new("GameLoop", new[] { "load", "127.0.0.1", "--players", "2", "--timeout", "0.5" }),
        new("FileCopy", new[] { "send", "Chat.dll", "127.0.0.1", "--timeout", "0.5" }),
        new("ArenaLoad", new[] { "--host", "127.0.0.1", "--clients", "2", "--timeout", "1" }),
    ];

    private static IEnumerable<string> ServerNames => Servers.Keys;

    [TestCaseSource(nameof(Samples))]
    public void Help_is_there_and_an_unknown_option_is_one_line(string sample)
    {
        ChildProcess help = Start(sample, "--help");
        ChildProcess wrong = Start(sample, "--nowhere");
        Assert.That(help.AwaitExit(Patience), Is.Zero, help.Transcript);
        Assert.That(help.Lines, Has.Some.StartsWith("Usage:"));
        Assert.That(FailureOf(wrong), Does.Contain("--nowhere").And.Contain("--help"));
    }

    [TestCase("Chat", "server", "--port", "65536")]
    [TestCase("Chat", "server", "--port", "x")]
    [TestCase("Chat", "join", "127.0.0.1", "--port", "0", "--name", "Ada")]
    [TestCase("Chat", "join", "127.0.0.1")]
    [TestCase("Chat", "join", "127.0.0.1", "--name", "a name that is far too long for anybody")]
    [TestCase("GameLoop", "load", "--players", "0")]
    [TestCase("WebHost", "--port", "x")]
    [TestCase("ArenaLoad", "--loss", "x")]
    [TestCase("FileCopy", "send", "nowhere.txt", "127.0.0.1")]
    [TestCase("FileCopy", "receive")]
    public void What_makes_no_sense_is_one_line(string sample, params string[] arguments) => FailureOf(Start(sample, arguments));

    [TestCaseSource(nameof(ServerNames))]
    public void A_port_in_use_is_one_line_that_names_it(string sample)
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = ((IPEndPoint)other.LocalEndPoint!).Port;
        Assert.That(FailureOf(Start(sample, ArgumentsOf(sample, port))), Does.Contain($":{port}:").And.Contain("another program has this UDP port"));
    }

    [TestCase("--http", ProtocolType.Tcp)]
    [TestCase("--streams", ProtocolType.Udp)]
    public void Every_port_of_the_web_host_may_be_in_use(string option, ProtocolType protocol)
    {
        using var other = new Socket(AddressFamily.InterNetwork, protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol);
        other.Bind(new IPEndPoint(IPAddress.Any, 0));
        if (protocol == ProtocolType.Tcp) other.Listen();
        int port = ((IPEndPoint)other.LocalEndPoint!).Port;
        string[] arguments = ["--http", "0", "--streams", "0", "--port", "0"];
        arguments[Array.IndexOf(arguments, option) + 1] = $"{port}";
        Assert.That(FailureOf(Start("WebHost", arguments)), Does.Contain($":{port}").And.Contain("in use").IgnoreCase);
    }

    [TestCaseSource(nameof(Clients))]
    public void Where_no_server_is_the_client_says_so_in_one_line(string sample, string[] arguments)
    {
        // Somebody has the port, and says nothing.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)silent.LocalEndPoint!).Port;
        string file = System.IO.Path.Combine(AppContext.BaseDirectory, "Chat.dll");
        ChildProcess client = Start(sample, [.. arguments.Select(argument => argument == "Chat.dll" ? file : argument), "--port", $"{port}"]);
        Assert.That(FailureOf(client), Does.Contain($"127.0.0.1:{port}").And.Contain("answer"));
    }

    [TestCase("Chat", PosixSignal.SIGTERM)]
    [TestCase("GameLoop", PosixSignal.SIGTERM)]
    [TestCase("FileCopy", PosixSignal.SIGTERM)]
    [TestCase("WebHost", PosixSignal.SIGTERM)]
    [TestCase("ArenaServer", PosixSignal.SIGTERM)]
    [TestCase("Chat", PosixSignal.SIGINT)]
    [TestCase("WebHost", PosixSignal.SIGINT)]
    public void A_signal_lets_a_server_say_goodbye(string sample, PosixSignal signal)
    {
        ChildProcess server = StartServer(sample, out int port, ArgumentsOf(sample, 0));
        using var peer = new PlainPeer(server, port, Patience);
        Send(signal, server);

        // A time-out would take minutes.
        Assert.That(peer.AwaitGoodbye(), Is.EqualTo(ENetDisconnectReason.Remote), server.Transcript);
        Assert.That(server.AwaitExit(Patience), Is.Zero, server.Transcript);
    }

    private IEnumerable<string> ArgumentsOf(string sample, int port) => [.. Servers[sample].Select(word => word == Folder ? NewFolder() : word), $"{port}"];
}
