using System;
using System.IO;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;

namespace ManagedENet.Workloads.Tests;

/// <summary>One of the programs, run in this process: what it answered and what it wrote.</summary>
internal sealed record WorkloadsRun(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static WorkloadsRun Of(params string[] arguments) =>
        Of((output, error) => WorkloadsCommand.Run(arguments, new ToolConsole(WorkloadsCommand.Name, TextReader.Null, output, error, isInteractive: false)));

    /// <summary>The worker, which reads lines.</summary>
    public static WorkloadsRun OfWorker(string input, params string[] arguments) => Of((output, error) => WorkerProgram.Run(arguments, new StringReader(input), output, error));

    private static WorkloadsRun Of(Func<TextWriter, TextWriter, int> run)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = run(output, error);
        return new WorkloadsRun(exitCode, output.ToString(), error.ToString());
    }
}
