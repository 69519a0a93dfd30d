using ManagedENet.Worker;

namespace ManagedENet.Workloads.Sessions;

/// <summary>A server of one engine with its players, who are native whatever the server is: only the server's time counts.</summary>
internal sealed class ServerSession : IBenchSession
{
    private readonly WorkerProcess _server;
    private readonly WorkerProcess _players;

    public ServerSession(WorkerLauncher launcher, Engine engine, WorkloadArguments arguments)
    {
        _server = launcher.Start(engine, arguments);
        int port = _server.WaitUntilReady();
        _players = launcher.Start(Engine.Native, arguments.Named("clients").With("port", FormattableText.Of(port)));
        _players.WaitUntilReady();
    }

    public Sample Run()
    {
        _server.Begin();
        _players.Begin();
        Sample result = _server.End();
        Sample players = _players.End();
        result["offered"] = players["sent"];
        result["answered"] = players["received"];
        return result;
    }

    public void Dispose()
    {
        _players.Dispose();
        _server.Dispose();
    }
}
