using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Linq;

namespace ManagedENet.Tool.CommandLine;

/// <summary>Reads the arguments of a program and runs what they name. What makes no sense gets one line, and nothing that throws leaves <see cref="Run"/>.</summary>
internal static class CommandRunner
{
    /// <param name="create">Makes the commands.</param>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="console">Where the commands read and write.</param>
    /// <param name="withoutCommand">What to say when a command must be named and none is; null where none must be.</param>
    /// <returns>The exit code of the process.</returns>
    public static int Run(Func<RootCommand> create, string[] args, ToolConsole console, string? withoutCommand = null)
    {
        try
        {
            RootCommand root = create();

            // Only words, numbers and options: no [suggest], and below no @file.
            root.Directives.Clear();
            ParseResult result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            string? error = ExplainDirective(result) ?? (result.Action is ParseErrorAction ? ExplainError(result, withoutCommand) : null);
            if (error is not null)
            {
                console.WriteError($"{error} ({HelpOf(result, console)} lists what there is)");
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

    // The library passes over a directive that it does not know, as if nobody had written it.
    private static string? ExplainDirective(ParseResult result) =>
        result.Tokens.FirstOrDefault(token => token.Type == TokenType.Directive) is { } directive ? $"'{directive.Value}' means nothing here." : null;

    // An unknown word is the cause, a missing command only its consequence.
    private static string ExplainError(ParseResult result, string? withoutCommand) =>
        result.Errors.Select(e => e.Message).FirstOrDefault(m => !m.StartsWith("Required command", StringComparison.Ordinal)) ?? $"{withoutCommand}.";

    private static string HelpOf(ParseResult result, ToolConsole console) =>
        result.CommandResult.Command is RootCommand ? $"{console.ProgramName} --help" : $"{console.ProgramName} {result.CommandResult.Command.Name} --help";
}
