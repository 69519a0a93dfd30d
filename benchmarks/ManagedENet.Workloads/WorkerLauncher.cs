using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using ManagedENet.Worker;

namespace ManagedENet.Workloads;

/// <summary>Starts workers: the native program, or the managed one that lies beside this program or was compiled ahead of time into a folder.</summary>
/// <param name="Native">The native program; null where it is not built.</param>
/// <param name="Folder">Where benchmarks/workloads.sh has published workers; null without them.</param>
internal sealed record WorkerLauncher(NativeProgram? Native, string? Folder = null)
{
    private static readonly string Program = typeof(WorkerProgram).Assembly.GetName().Name!;

    /// <summary>True for workers whose first second counts: they run as an application does, with nothing set.</summary>
    public bool IsForTheFirstSecond { get; init; }

    /// <summary>Where the runtime is. A published program looks for it where runtimes usually are.</summary>
    public static string RuntimeFolder => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>True when this engine can be started.</summary>
    public bool Has(Engine engine) => engine.IsForThisSystem && (engine.Transport is null ? Native is not null : engine.Build is null || (Folder is not null && File.Exists(PathOf(engine))));

    public WorkerProcess Start(Engine engine, WorkloadArguments arguments)
    {
        if (engine.Transport is null)
        {
            NativeProgram native = Native ?? throw new InvalidOperationException("The native program was not built; leave the native engine out.");
            return Start(native.Path, arguments.Words, hasTiers: true);
        }

        IEnumerable<string> words = arguments.With("transport", engine.Transport).Words;
        return engine.Build is null ? Start(DotnetCommand(), ["exec", Path.Combine(AppContext.BaseDirectory, Program + ".dll"), .. words], engine.HasTiers) : Start(PathOf(engine), words, engine.HasTiers);
    }

    private WorkerProcess Start(string program, IEnumerable<string> arguments, bool hasTiers)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Compile what is called often at once, instead of after a quiet moment that a busy worker never has.
        if (!IsForTheFirstSecond) start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
        if (!hasTiers) start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["DOTNET_ROOT"] = RuntimeFolder;
        return new WorkerProcess(Process.Start(start)!);
    }

    private string PathOf(Engine engine) => Path.Combine(Folder!, engine.Build!, OperatingSystem.IsWindows() ? Program + ".exe" : Program);

    private static string DotnetCommand()
    {
        string? host = Environment.ProcessPath;
        return host is not null && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Path.Combine(RuntimeFolder, "dotnet");
    }
}
