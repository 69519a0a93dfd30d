using System;
using System.IO;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Workloads.Tests;

/// <summary>The program, run in this process: what it answered and what it wrote.</summary>
internal sealed record WorkloadsRun(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static WorkloadsRun Of(params string[] arguments) => With(string.Empty, arguments);

    public static WorkloadsRun With(string input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = WorkloadsCommand.Run(arguments, new ToolConsole(WorkloadsCommand.Name, new StringReader(input), output, error, isInteractive: false));
        return new WorkloadsRun(exitCode, output.ToString(), error.ToString());
    }
}
