using System;
using System.Collections.Generic;
using System.CommandLine;
using ManagedENet.InteropPeer.Echo;
using ManagedENet.InteropPeer.GodotPeers;
using ManagedENet.InteropPeer.Probe;
using ManagedENet.InteropPeer.Streams;

namespace ManagedENet.InteropPeer;

/// <summary>ManagedENet on either end of an interoperability test. Each subcommand is one file; this one only lists them.</summary>
internal static class Program
{
    /// <summary>What sysexits.h calls EX_USAGE: apart from every status that says something about a conversation.</summary>
    private const int UsageStatus = 64;
    private const int FailureStatus = 1;

    private static int Main(string[] arguments)
    {
        var root = new RootCommand("A ManagedENet peer that stands on either end of an interoperability test.")
        {
            ServerCommand.Create(),
            ClientCommand.Create(),
            ProbeCommand.Create(),
            GodotCommand.Create(),
            StreamCommand.Create(),
        };
        ParseResult parsed = root.Parse(SplitEmptyValues(arguments));
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(parsed.Errors[0].Message.ReplaceLineEndings(" "));
            return UsageStatus;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}");
            return FailureStatus;
        }
    }

    /// <summary>The parser would take the next word as the value of <c>--big=</c>; for the scripts it is an empty list.</summary>
    private static IReadOnlyList<string> SplitEmptyValues(string[] arguments)
    {
        List<string> words = [];
        foreach (string argument in arguments)
        {
            bool isEmptyValue = argument.StartsWith("--", StringComparison.Ordinal) && argument.EndsWith('=');
            words.Add(isEmptyValue ? argument[..^1] : argument);
            if (isEmptyValue) words.Add(string.Empty);
        }

        return words;
    }
}
