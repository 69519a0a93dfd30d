using System.Collections.Generic;
using ManagedENet.Worker;
using ManagedENet.Workloads.Sessions;

namespace ManagedENet.Workloads;

/// <summary>A workload with everything it is told, and what is read off it.</summary>
internal sealed record BenchCase(string Name, string Title, string Arguments, IReadOnlyList<Metric> Metrics)
{
    /// <summary>Which processes it needs.</summary>
    public SessionKind Kind { get; init; }

    /// <summary>Arguments for a quick look, which take the place of those of the same name.</summary>
    public string QuickArguments { get; init; } = string.Empty;

    /// <summary>Runs before the first one that counts, at least; managed code also gets some seconds in any case. 0 for none at all.</summary>
    public int WarmUps { get; init; } = 4;

    /// <summary>At most so many repeats, where one takes long.</summary>
    public int MostRepeats { get; init; } = int.MaxValue;

    /// <summary>Who can do it.</summary>
    public IReadOnlyList<Engine> Engines { get; init; } = Engine.Usual;

    /// <summary>True when the first second of processes is measured: each repeat has new ones, which are not warmed up.</summary>
    public bool IsFirstSecond { get; init; }

    /// <summary>True where only one engine at a time may run: its processes are never idle, or have to be new.</summary>
    public bool IsExclusive => IsFirstSecond || Kind is SessionKind.Server or SessionKind.Memory;

    /// <summary>True when native players or ends are part of it whatever the engine.</summary>
    public bool NeedsNative => Kind is not (SessionKind.Both or SessionKind.Across);

    public WorkloadArguments ArgumentsFor(bool isQuick)
    {
        var arguments = new WorkloadArguments(Arguments);
        if (!isQuick) return arguments;
        foreach (string word in QuickArguments.Split(' ', System.StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = word.Split('=');
            arguments = arguments.With(pair[0], pair[1]);
        }

        return arguments;
    }

    public IBenchSession Open(WorkerLauncher launcher, Engine engine, bool isQuick)
    {
        WorkloadArguments arguments = ArgumentsFor(isQuick);
        launcher = launcher with { IsForTheFirstSecond = IsFirstSecond };
        return Kind switch
        {
            SessionKind.Server => new ServerSession(launcher, engine, arguments),
            SessionKind.Memory => new MemorySession(launcher, engine, arguments),
            SessionKind.Across => new AcrossSession(launcher, engine, engine, arguments),
            SessionKind.AcrossFromNative => new AcrossSession(launcher, Engine.Native, engine, arguments),
            SessionKind.AcrossToNative => new AcrossSession(launcher, engine, Engine.Native, arguments),
            _ => new SingleSession(launcher, engine, arguments),
        };
    }
}
