using System;
using System.CommandLine;
using ManagedENet.Tool.Bench;
using ManagedENet.Tool.Bench.Workloads;

namespace ManagedENet.Tool.Commands;

/// <summary>The hidden command behind <c>enet bench</c>: a process that runs one workload.</summary>
internal static class BenchWorkerCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string[]> words = new("workload") { Description = "A workload and its KEY=VALUE pairs.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(WorkerLauncher.WorkerCommand, "Run one workload of the benchmark.") { words };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var arguments = new WorkloadArguments(string.Join(' ', parsed.GetValue(words) ?? []));
            WorkloadFactory.Create(arguments).Serve(new WorkerTalk(console.Input, console.Output));
            return ExitCode.Success;
        });
        return command;
    }
}
