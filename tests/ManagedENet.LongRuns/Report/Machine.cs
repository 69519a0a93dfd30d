using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace ManagedENet.LongRuns.Report;

/// <summary>Where and when something was measured.</summary>
internal static class Machine
{
    /// <summary>The processor, its cores, the kernel and the runtime.</summary>
    public static string Description =>
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>How busy the machine is: threads that run or want to, on the average of 1, 5 and 15 minutes.</summary>
    public static string Load => string.Join(' ', Read("/proc/loadavg").Split(' ').Take(3));

    private static string Processor()
    {
        string? line = Read("/proc/cpuinfo").Split('\n').FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? "unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string Read(string file) => File.Exists(file) ? File.ReadAllText(file) : "";
}
