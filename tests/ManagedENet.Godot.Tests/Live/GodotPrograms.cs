using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Godot.Tests.Live;

/// <summary>The programs that our peers talk to: a Godot 3 without a display, and a Godot 3 peer on native ENet by way of Python.</summary>
internal static class GodotPrograms
{
    /// <summary>What is waited for so long does not come. Nothing in these tests measures speed: a busy machine takes its time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private const string Python = "/usr/bin/python3";
    private const string GodotName = "godot3-server";
    private static readonly Lazy<string?> GodotPath = new(FindGodot);
    private static readonly Lazy<string?> WhyNoPython = new(FindReason);

    /// <summary>Ignores the calling test where Godot is missing.</summary>
    public static void RequireGodot()
    {
        if (GodotPath.Value is null) Assert.Ignore("godot3-server is missing: on Debian, apt-get install godot3-server.");
    }

    /// <summary>Ignores the calling test where Python's binding of native ENet is missing.</summary>
    public static void RequirePyenet()
    {
        if (WhyNoPython.Value is { } reason) Assert.Ignore(reason);
    }

    /// <summary>A Godot that runs the project of these tests; ends by itself.</summary>
    public static ChildProcess StartGodot(params IEnumerable<string> arguments) => StartGodotProject(Path.Combine("godot3", "project"), arguments);

    /// <summary>A Godot that runs a project beside the tests.</summary>
    public static ChildProcess StartGodotProject(string folder, params IEnumerable<string> arguments)
    {
        string project = Path.Combine(AppContext.BaseDirectory, folder);
        string home = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "godot3", "home")).FullName;
        return new ChildProcess("/usr/bin/env", [$"HOME={home}", "LANG=en_US.UTF-8", GodotPath.Value!, "--path", project, .. arguments]);
    }

    /// <summary>A Godot server, and the port it has. It cannot choose one itself, so it gets one that was free a moment ago.</summary>
    public static ChildProcess StartGodotServer(out int port, params IEnumerable<string> arguments)
    {
        port = TakeFreePort();
        ChildProcess server = StartGodot(["--role=server", $"--port={port}", .. arguments]);
        server.AwaitLine("IOP ready", Patience);
        return server;
    }

    public static ChildProcess StartPyenet(params IEnumerable<string> arguments) =>
        new(Python, [Path.Combine(AppContext.BaseDirectory, "pyenet", "godot_peer.py"), .. arguments]);

    public static ChildProcess StartInteropPeer(params IEnumerable<string> arguments) => StartManaged("ManagedENet.InteropPeer.dll", ["godot", .. arguments]);

    /// <summary>A program of this repository that lies beside the tests.</summary>
    public static ChildProcess StartManaged(string assembly, params IEnumerable<string> arguments) =>
        new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);

    public static int TakeFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string? FindGodot() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Append("/usr/games").Select(folder => Path.Combine(folder, GodotName)).FirstOrDefault(File.Exists);

    private static string? FindReason()
    {
        const string Install = "on Debian, apt-get install python3-enet.";
        if (!File.Exists(Python)) return $"{Python} is missing: {Install}";
        using var probe = new ChildProcess(Python, ["-c", "import enet"]);
        return probe.AwaitExit(Patience) == 0 ? null : $"Python's module enet is missing: {Install}";
    }
}
