using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace ManagedENet.Workloads;

/// <summary>Starts workers: the native program, or this program itself with its hidden command.</summary>
internal sealed class WorkerLauncher
{
    private readonly NativeProgram? _native;

    public WorkerLauncher(NativeProgram? native) => _native = native;

    public Worker Start(Engine engine, WorkloadArguments arguments)
    {
        if (engine == Engine.Native)
        {
            NativeProgram native = _native ?? throw new InvalidOperationException("The native program was not built; leave the native engine out.");
            return Start(native.Path, arguments.Words);
        }

        WorkloadArguments managed = arguments.With("transport", engine == Engine.Linux ? "linux" : "socket");
        (string program, string[] prefix) = FindOurselves();
        return Start(program, [.. prefix, WorkerCommand.Name, .. managed.Words]);
    }

    private static Worker Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Compile what is called often at once, instead of after a quiet moment that a busy worker never has.
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        return new Worker(Process.Start(start)!);
    }

    // As a program of its own where it was built as one; else through the dotnet command, as the tests run it.
    private static (string Program, string[] Prefix) FindOurselves()
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, typeof(WorkerLauncher).Assembly.GetName().Name + ".dll");
        string? host = Environment.ProcessPath;
        if (host is not null && Path.GetFileNameWithoutExtension(host) == Path.GetFileNameWithoutExtension(assembly)) return (host, []);
        string dotnet = host is not null && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return (dotnet, ["exec", assembly]);
    }
}
