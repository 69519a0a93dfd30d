using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Workloads;

/// <summary>What does the work that is measured, and how it was compiled.</summary>
/// <param name="Key">Its name in the JSON file.</param>
/// <param name="Title">What it is called in a table.</param>
/// <param name="Transport">What its worker is told; null for the native program.</param>
/// <param name="Build">The folder of a worker that was compiled ahead of time; null for the worker that lies beside this program and is compiled while it runs.</param>
/// <param name="HasTiers">The runtime's default: what is called often is compiled again. An application switches it off with TieredCompilation.</param>
internal sealed record Engine(string Key, string Title, string? Transport, string? Build = null, bool HasTiers = true)
{
    private const string ReadyToRun = "readytorun";
    private const string Aot = "aot";

    /// <summary>Native ENet through its own C API.</summary>
    public static Engine Native { get; } = new("native", "native", null);

    /// <summary>ManagedENet over <see cref="Transports.SocketTransport"/>.</summary>
    public static Engine Socket { get; } = new("socket", "Socket", "socket");

    /// <summary>ManagedENet over the batched calls of Linux.</summary>
    public static Engine Linux { get; } = new("linux", "Linux", "linux");

    /// <summary>LiteNetLib, another library in C# with a protocol of its own, for comparison.</summary>
    public static Engine LiteNetLib { get; } = new("litenetlib", "LiteNetLib", "litenetlib");

    public static Engine SocketReadyToRun { get; } = new("socket-r2r", "Socket, R2R", "socket", ReadyToRun);

    public static Engine LinuxReadyToRun { get; } = new("linux-r2r", "Linux, R2R", "linux", ReadyToRun);

    public static Engine SocketReadyToRunOnly { get; } = new("socket-r2r-only", "Socket, R2R, no tiers", "socket", ReadyToRun, HasTiers: false);

    public static Engine LinuxReadyToRunOnly { get; } = new("linux-r2r-only", "Linux, R2R, no tiers", "linux", ReadyToRun, HasTiers: false);

    public static Engine LinuxAot { get; } = new("linux-aot", "Linux, AOT", "linux", Aot);

    /// <summary>Every engine in the order of a table.</summary>
    public static IReadOnlyList<Engine> All { get; } = [Native, Socket, Linux, SocketReadyToRun, LinuxReadyToRun, SocketReadyToRunOnly, LinuxReadyToRunOnly, LinuxAot, LiteNetLib];

    /// <summary>ManagedENet and native ENet, which do everything.</summary>
    public static IReadOnlyList<Engine> Usual { get; } = [Native, Socket, Linux];

    /// <summary>What ManagedENet is compiled to.</summary>
    public static IReadOnlyList<Engine> Compiled { get; } = All.Where(engine => engine.Build is not null).ToList();

    public bool IsForThisSystem => Transport != "linux" || OperatingSystem.IsLinux();
}
