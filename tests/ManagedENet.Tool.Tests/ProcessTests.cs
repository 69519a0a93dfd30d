using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Tests;

/// <summary>The command as a process of its own: what only shows there are the streams, the exit code and Ctrl-C.</summary>
[TestFixture]
[CancelAfter(170_000)]
internal sealed class ProcessTests
{
    private const int DeadlineMs = 120_000;

    [Test]
    public void Wrong_arguments_of_a_process_are_one_line_on_its_error_stream()
    {
        using Process process = Start("demo --loss many");
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        Assert.That(process.WaitForExit(DeadlineMs), Is.True);
        Assert.That(process.ExitCode, Is.EqualTo(ExitCode.WrongArguments));
        Assert.That(output, Is.Empty);
        Assert.That(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
    }

    [Test]
    public void An_interrupt_ends_a_server_cleanly()
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("an interrupt cannot be sent to one process alone on Windows");
        using Process process = Start("serve --host 127.0.0.1 --port 0");
        try
        {
            Assert.That(process.StandardOutput.ReadLine(), Does.StartWith("listening on 127.0.0.1:"));
            using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit(DeadlineMs);
            Assert.That(process.WaitForExit(DeadlineMs), Is.True, "it must end soon");
            Assert.That(process.ExitCode, Is.Zero);
            Assert.That(process.StandardOutput.ReadToEnd(), Does.Contain("ended after"));
            Assert.That(process.StandardError.ReadToEnd(), Is.Empty);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static Process Start(string arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "enet.dll");
        Assert.That(program, Does.Exist);
        // A shell that runs this in the background has interrupts ignored, and everything below it inherits that.
        string[] line = [.. IgnoresInterrupts() ? new[] { "env", "--default-signal=INT" } : [], "dotnet", program, .. arguments.Split(' ')];
        return Process.Start(new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
    }

    private static bool IgnoresInterrupts()
    {
        const string file = "/proc/self/status";
        const string field = "SigIgn:";
        const long interrupt = 1 << 1;
        if (!File.Exists(file)) return false;
        string line = Array.Find(File.ReadAllLines(file), text => text.StartsWith(field, StringComparison.Ordinal)) ?? field + "0";
        return (long.Parse(line.AsSpan(field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & interrupt) != 0;
    }
}
