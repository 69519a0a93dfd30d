using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Workloads.Report;

namespace ManagedENet.Workloads;

/// <summary>The tables and the chart of runs that are over, such as a long one and one of the first second.</summary>
internal static class ReportCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string[]> files = new("FILE") { Description = "What --json has written, on one machine. Of what is in several files, the last counts.", Arity = ArgumentArity.OneOrMore };
        Option<string?> json = WorkloadsCommand.FileOption("--json", "Write all of it into this file.");
        Option<string?> svg = WorkloadsCommand.FileOption("--svg", "Draw the ratios into this file.");
        var command = new Command("report", "Write the tables of benchmarks/RESULTS.md from files of results.") { files, json, svg };
        command.SetAction(parsed =>
        {
            (BenchSettings settings, BenchResult result) = BenchJsonReader.Read(parsed.GetRequiredValue(files));
            console.Output.Write(BenchMarkdown.Write(result));
            WorkloadsCommand.Save(settings with { JsonFile = parsed.GetValue(json), SvgFile = parsed.GetValue(svg) }, result);
            return ExitCode.Success;
        });
        return command;
    }
}
