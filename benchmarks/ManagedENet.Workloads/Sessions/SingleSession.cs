using ManagedENet.Worker;

namespace ManagedENet.Workloads.Sessions;

/// <summary>A case that lives in one process.</summary>
internal sealed class SingleSession : IBenchSession
{
    private readonly WorkerProcess _worker;

    public SingleSession(WorkerLauncher launcher, Engine engine, WorkloadArguments arguments)
    {
        _worker = launcher.Start(engine, arguments);
        _worker.WaitUntilReady();
    }

    public Sample Run() => _worker.Run();

    public void Dispose() => _worker.Dispose();
}
