namespace ManagedENet.Workloads.Sessions;

/// <summary>A source and a sink in two processes, of one engine or of two; the time of both counts.</summary>
internal sealed class AcrossSession : IBenchSession
{
    private readonly Worker _sink;
    private readonly Worker _source;

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
        return new Sample
        {
            ["cpu"] = source["cpu"] + sink["cpu"],
            ["source"] = source["cpu"],
            ["sink"] = sink["cpu"],
            ["wall"] = source["wall"],
            ["messages"] = sink["messages"],
        };
    }

    public void Dispose()
    {
        _source.Dispose();
        _sink.Dispose();
    }
}
