using ManagedENet.Worker;

namespace ManagedENet.Workloads.Sessions;

/// <summary>A source and a sink in two processes, of one engine or of two. The time of the sink, which is the server, is what counts; that of the source is kept beside it.</summary>
internal sealed class AcrossSession : IBenchSession
{
    private readonly WorkerProcess _sink;
    private readonly WorkerProcess _source;

    public AcrossSession(WorkerLauncher launcher, Engine source, Engine sink, WorkloadArguments arguments)
    {
        _sink = launcher.Start(sink, arguments.Named("sink"));
        int port = _sink.WaitUntilReady();
        _source = launcher.Start(source, arguments.Named("source").With("port", FormattableText.Of(port)));
        _source.WaitUntilReady();
    }

    public Sample Run()
    {
        _sink.Begin();
        _source.Begin();
        Sample source = _source.End();
        Sample sink = _sink.End();
        sink["sink"] = sink["cpu"];
        sink["source"] = source["cpu"];
        sink["cpu"] = sink["sink"] + sink["source"];
        sink["sent"] = source["messages"];
        return sink;
    }

    public void Dispose()
    {
        _source.Dispose();
        _sink.Dispose();
    }
}
