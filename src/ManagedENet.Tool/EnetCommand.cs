using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Linq;
using ManagedENet.Tool.Commands;

namespace ManagedENet.Tool;

/// <summary>The <c>enet</c> command: reads the arguments and runs what they name. Nothing that throws leaves <see cref="Run"/>.</summary>
internal static class EnetCommand
{
    public static int Run(string[] args, ToolConsole console)
    {
        try
        {
            var root = new RootCommand("ENet in managed code: demonstrate it, serve with it, connect with it, measure it.")
            {
                DemoCommand.Create(console),
                ServeCommand.Create(console),
                ConnectCommand.Create(console),
                BenchCommand.Create(console),
                BenchWorkerCommand.Create(console),
            };

            // Only words, numbers and options: no [suggest], and below no @file.
            root.Directives.Clear();
            ParseResult result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (result.Action is ParseErrorAction)
            {
                console.WriteError(ExplainError(result));
                return ExitCode.WrongArguments;
            }

            // Commands watch StopSignal themselves; the library's own handling of Ctrl-C would cut their goodbyes short.
            return result.Invoke(new InvocationConfiguration
            {
                Output = console.Output,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (ToolException e)
        {
            console.WriteError(e.Message);
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            console.WriteError($"{e.GetType().Name}: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private static string ExplainError(ParseResult result)
    {
        // An unknown word is the cause, a missing command only its consequence.
        string? message = result.Errors.Select(e => e.Message).FirstOrDefault(m => !m.StartsWith("Required command", StringComparison.Ordinal));
        if (message is null) return "say what to do: demo, serve, connect or bench (enet --help lists everything).";
        string command = result.CommandResult.Command is RootCommand ? string.Empty : result.CommandResult.Command.Name + " ";
        return $"{message} (enet {command}--help lists what there is)";
    }
}
