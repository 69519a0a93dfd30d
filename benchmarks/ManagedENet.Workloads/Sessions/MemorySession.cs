using ManagedENet.Worker;

namespace ManagedENet.Workloads.Sessions;

/// <summary>
/// What one more connected peer costs in memory: a server with few peers and one with many, each as large as it needs to be. Their difference leaves out whatever is there once.
/// </summary>
internal sealed class MemorySession : IBenchSession
{
    // Enough for the transport to have all the buffers it ever has, as those are there once.
    private const int FewPeers = 128;

    private readonly WorkerLauncher _launcher;
    private readonly Engine _engine;
    private readonly WorkloadArguments _arguments;

    public MemorySession(WorkerLauncher launcher, Engine engine, WorkloadArguments arguments)
    {
        _launcher = launcher;
        _engine = engine;
        _arguments = arguments;
    }

    public Sample Run()
    {
        Sample few = Measure(_arguments.With("peers", FormattableText.Of(FewPeers)));
        Sample many = Measure(_arguments);
        double peers = many["peers"] - few["peers"];
        return new Sample
        {
            ["memory"] = (many["memory"] - few["memory"]) / peers,
            ["growth"] = (many["later"] - many["memory"]) / many["peers"],
            ["peers"] = many["peers"],
        };
    }

    public void Dispose()
    {
    }

    private Sample Measure(WorkloadArguments arguments)
    {
        using var session = new ServerSession(_launcher, _engine, arguments);
        Sample first = session.Run();
        Sample second = session.Run();
        first["later"] = second["memory"];
        return first;
    }
}
