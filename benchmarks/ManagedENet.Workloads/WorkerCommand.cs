using System.CommandLine;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Workloads.Managed;

namespace ManagedENet.Workloads;

/// <summary>The hidden command: a process that runs one workload.</summary>
internal static class WorkerCommand
{
    public const string Name = "worker";

    public static Command Create(ToolConsole console)
    {
        Argument<string[]> words = new("workload") { Description = "A workload and its KEY=VALUE pairs.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(Name, "Run one workload, as often as a line asks for it.") { words };
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
