using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using ManagedENet;

namespace Samples;

/// <summary>What every sample does around its commands: what somebody can do something about is one line on the error stream and exit code 1.</summary>
internal static class SampleProgram
{
    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction) return Fail($"{parsed.Errors[0].Message} --help lists what there is.");
        try
        {
            // The samples watch StopSignal themselves: the command line's own handling of Ctrl+C would cut their goodbyes short.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (e is SocketException or ENetConnectException or ENetDisconnectedException or IOException or UnauthorizedAccessException)
        {
            // The library names the end point and says what to do. Anything else is a fault of the program, and keeps its stack trace.
            return Fail(e.Message);
        }
    }

    /// <summary>Says what is wrong; gives the exit code.</summary>
    public static int Fail(string message)
    {
        Console.Error.WriteLine(message.ReplaceLineEndings(" "));
        return 1;
    }

    public static Option<int> Port(string description = "UDP port.") => WholeNumber("--port", description, 0, 65_535, 7777);

    public static Option<int> WholeNumber(string name, string description, int least, int most, int value)
    {
        var option = new Option<int>(name) { Description = $"{description} [{least}..{most}]", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most) result.AddError($"{name} takes {least} to {most}.");
        });
        return option;
    }

    public static Option<double> Seconds(string name, string description, double value, double least = 0)
    {
        const double most = 1_000_000;
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() >= least && result.GetValueOrDefault<double>() <= most)) result.AddError(FormattableString.Invariant($"{name} takes {least} to {most} seconds."));
        });
        return option;
    }
}
