using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.IO;
using System.Linq;
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
        if (parsed.Action is ParseErrorAction) return Fail($"{WhatIsWrong(parsed)} --help lists what there is.");
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

    public static Option<int> Port(string description) => WholeNumber("--port", description, 0, 65_535, 7777);

    public static Option<int> WholeNumber(string name, string description, int least, int most, int value) => new(name)
    {
        Description = $"{description} [{least}..{most}]",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            bool isNumber = int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
            if (!isNumber || number < least || number > most) result.AddError($"{name} takes {least} to {most}, not '{result.Tokens[0].Value}'.");
            return number;
        },
    };

    public static Option<double> Number(string name, string description, double least, double most, double value) => new(name)
    {
        Description = FormattableString.Invariant($"{description} [{least}..{most}]"),
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            bool isNumber = double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            if (!isNumber || !(number >= least && number <= most)) result.AddError(FormattableString.Invariant($"{name} takes {least} to {most}, not '{result.Tokens[0].Value}'."));
            return number;
        },
    };

    // An unknown word is the cause, a missing command only its consequence.
    private static string WhatIsWrong(ParseResult parsed) =>
        parsed.Errors.Select(error => error.Message).FirstOrDefault(message => !message.StartsWith("Required command", StringComparison.Ordinal)) ?? parsed.Errors[0].Message;
}
