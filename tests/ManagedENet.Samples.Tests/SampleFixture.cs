using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Samples.Tests;

/// <summary>Samples as processes, which end with the test.</summary>
[NonParallelizable]
public abstract partial class SampleFixture
{
    /// <summary>What is waited for so long does not come. Nothing in these tests measures speed: a busy machine takes its time.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    /// <summary>The same for options of the samples.</summary>
    protected const string PatienceSeconds = "150";

    private const int Terminate = 15;
    private const int Interrupt = 2;

    private readonly List<ChildProcess> _programs = [];
    private readonly List<string> _folders = [];

    [TearDown]
    public void EndEverything()
    {
        _programs.ForEach(program => program.Dispose());
        _folders.ForEach(folder => Directory.Delete(folder, recursive: true));
        _programs.Clear();
        _folders.Clear();
    }

    /// <summary>A folder that is there until the test ends.</summary>
    protected string NewFolder()
    {
        string folder = Directory.CreateTempSubdirectory("samples").FullName;
        _folders.Add(folder);
        return folder;
    }

    private protected ChildProcess Start(string sample, params IEnumerable<string> arguments) => StartFile(Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), arguments);

    private protected ChildProcess StartFile(string assembly, IEnumerable<string> arguments, bool hasInput = false)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

        // Whoever starts the tests behind a terminal ignores Ctrl+C for them, and so for all that they start: a sample has to hear it.
        var program = OperatingSystem.IsLinux()
            ? new ChildProcess("/usr/bin/env", ["--default-signal=INT,TERM", "DOTNET_TieredPGO=0", dotnet, assembly, .. arguments], hasInput)
            : new ChildProcess(dotnet, [assembly, .. arguments], hasInput);
        _programs.Add(program);
        return program;
    }

    private protected ChildProcess StartWithInput(string sample, params IEnumerable<string> arguments) => StartFile(Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), arguments, hasInput: true);

    /// <summary>A server at a free port, which it tells.</summary>
    private protected ChildProcess StartServer(string sample, out int port, params IEnumerable<string> arguments)
    {
        ChildProcess server = Start(sample, arguments);
        port = int.Parse(Port().Match(server.AwaitLine("ready on port ", Patience)).Value, System.Globalization.CultureInfo.InvariantCulture);
        return server;
    }

    private protected static void Send(PosixSignal signal, ChildProcess program)
    {
        if (OperatingSystem.IsWindows()) Assert.Ignore("Windows has no such signals.");
        Assert.That(Kill(program.Id, signal == PosixSignal.SIGINT ? Interrupt : Terminate), Is.Zero);
    }

    /// <summary>A program that somebody has used wrongly, or that cannot do its work, says so in one line, and its exit code is 1.</summary>
    private protected static string FailureOf(ChildProcess program)
    {
        int exitCode = program.AwaitExit(Patience);
        string[] lines = program.Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.That((exitCode, lines.Length), Is.EqualTo((1, 1)), program.Transcript);
        Assert.That(program.Lines.Any(line => line.Contains("   at ", StringComparison.Ordinal)), Is.False, program.Transcript);
        return lines[0];
    }

    [GeneratedRegex("(?<=ready on port )[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Port();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
