using System;
using System.IO;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Tests;

/// <summary>The command, run in this process: what it answered and what it wrote.</summary>
internal sealed class ToolRun
{
    private ToolRun(int exitCode, string output, string error)
    {
        ExitCode = exitCode;
        Output = output;
        Error = error;
    }

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static ToolRun Of(params string[] arguments) => With(string.Empty, arguments);

    public static ToolRun With(string input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = EnetCommand.Run(arguments, new ToolConsole(EnetCommand.Name, new StringReader(input), output, error, isInteractive: false));
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}
