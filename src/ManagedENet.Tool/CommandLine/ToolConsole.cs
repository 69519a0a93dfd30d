using System;
using System.IO;
using Spectre.Console;

namespace ManagedENet.Tool.CommandLine;

/// <summary>Where a command reads and writes. Tests pass strings; the program passes the system's console.</summary>
internal sealed class ToolConsole
{
    // Wide enough for the widest table, so that a log file never holds a wrapped one.
    private const int RedirectedWidth = 160;

    private IAnsiConsole? _rich;

    public ToolConsole(string programName, TextReader input, TextWriter output, TextWriter error, bool isInteractive)
    {
        ProgramName = programName;
        Input = input;
        Output = output;
        Error = error;
        IsInteractive = isInteractive;
    }

    /// <summary>What the program is called where it says what is wrong.</summary>
    public string ProgramName { get; }

    public TextReader Input { get; }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>True when a person looks at the output while it is written: lines may then be overwritten.</summary>
    public bool IsInteractive { get; }

    /// <summary>The output with tables and progress bars. Made when it is asked for: a command that writes lines starts sooner without it.</summary>
    public IAnsiConsole Rich => _rich ??= CreateRich();

    public static ToolConsole FromSystem(string programName) => new(programName, Console.In, Console.Out, Console.Error, !Console.IsOutputRedirected);

    /// <summary>Writes the one line that says what is wrong.</summary>
    public void WriteError(string message)
    {
        string line = message.ReplaceLineEndings(" ").Trim();
        Error.WriteLine($"{ProgramName}: {line}");
    }

    /// <summary>Writes a line about something that works otherwise than whoever started this may think. It goes where errors go, so that it is in no result.</summary>
    public void WriteNotice(ENetNotice notice) => WriteError("note: " + notice.Message);

    /// <summary>Writes a line that somebody may be waiting for.</summary>
    public void WriteLine(string line)
    {
        Output.WriteLine(line);
        Output.Flush();
    }

    private IAnsiConsole CreateRich()
    {
        IAnsiConsole rich = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Output),
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!IsInteractive) rich.Profile.Width = RedirectedWidth;
        return rich;
    }
}
