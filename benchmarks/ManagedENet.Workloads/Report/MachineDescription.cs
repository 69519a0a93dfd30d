using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;

namespace ManagedENet.Workloads.Report;

/// <summary>Where something was measured, in a few lines: without it a number means nothing.</summary>
internal static class MachineDescription
{
    public static IReadOnlyList<string> Lines()
    {
        var lines = new List<string>
        {
            $"{Processor()}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}",
        };
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        lines.Add($"the transport that a host takes here by itself: {host.Statistics.TransportName}");
        return lines;
    }

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file)) return "unknown processor";
        string? line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? "unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
