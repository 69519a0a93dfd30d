using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;

namespace ManagedENet.Interop.Processes;

/// <summary>The programs that talk to each other: ours, and the scripts on native ENet.</summary>
internal static class Programs
{
    /// <summary>What is waited for so long does not come. It measures no speed: a busy machine takes its time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<string?> WhyNoPython = new(FindReason);

    /// <summary>Ignores the calling test, with the reason, where Python's binding of native ENet is missing.</summary>
    public static void RequirePyenet()
    {
        if (WhyNoPython.Value is { } reason) Assert.Ignore(reason);
    }

    public static ChildProcess StartManaged(params IEnumerable<string> arguments)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "ManagedENet.InteropPeer.dll");
        return new ChildProcess(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [assembly, .. arguments]);
    }

    public static ChildProcess StartPyenet(string script, params IEnumerable<string> arguments) =>
        new(Python, [Path.Combine(AppContext.BaseDirectory, "pyenet", script), .. arguments]);

    /// <summary>Our echo server, and the port it chose.</summary>
    public static ChildProcess StartManagedServer(out int port, params IEnumerable<string> arguments)
    {
        ChildProcess server = StartManaged(["server", "--port", "0", .. arguments]);
        port = JsonLine.Parse(server.AwaitLine("ready", Patience)).Int("port");
        return server;
    }

    /// <summary>The echo server on native ENet. It cannot choose a port itself, so it gets one that was free a moment ago.</summary>
    public static ChildProcess StartPyenetServer(out int port, params IEnumerable<string> arguments)
    {
        port = TakeFreePort();
        ChildProcess server = StartPyenet("echo_server.py", ["--port", $"{port}", .. arguments]);
        server.AwaitLine("ready", Patience);
        return server;
    }

    /// <summary>A UDP port of 127.0.0.1 on which nobody listens.</summary>
    public static int TakeFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string? FindReason()
    {
        const string Install = "on Debian, apt-get install python3-enet.";
        if (!File.Exists(Python)) return $"{Python} is missing: {Install}";
        using var probe = new ChildProcess(Python, ["-c", "import enet"]);
        return probe.AwaitExit(Patience) == 0 ? null : $"Python's module enet is missing: {Install}";
    }
}
