using System;
using System.IO;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>A process that runs one workload, as often as a line asks for it. Without the console's tables and commands, so that it can be compiled ahead of time and starts with nothing else to do.</summary>
internal static class WorkerProgram
{
    public const string Name = "worker";

    public static int Run(string[] args, TextReader input, TextWriter output, TextWriter error)
    {
        try
        {
            if (args.Length == 0) throw new ToolException("which workload? Name it, and its KEY=VALUE pairs behind it.");
            WorkloadFactory.Create(new WorkloadArguments(string.Join(' ', args))).Serve(new WorkerTalk(input, output));
            return ExitCode.Success;
        }
        catch (Exception e)
        {
            string message = e is ToolException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            error.WriteLine($"{Name}: {message.ReplaceLineEndings(" ")}");
            return ExitCode.Failed;
        }
    }
}
