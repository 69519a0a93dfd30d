using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Workloads.Managed;

/// <summary>Finds the managed side of a workload.</summary>
internal static class WorkloadFactory
{
    /// <exception cref="ToolException">There is no such workload.</exception>
    public static IBenchWorkload Create(WorkloadArguments arguments) => arguments.Workload switch
    {
        "stream" => new StreamWorkload(arguments),
        "echo" => new EchoWorkload(arguments),
        "connect" => new ConnectWorkload(arguments),
        "peers" => new PeersWorkload(arguments),
        "server" => new ServerWorkload(arguments),
        "source" => new SourceWorkload(arguments),
        "sink" => new SinkWorkload(arguments),
        "backlog" => new BacklogWorkload(arguments),
        "crc" => new ChecksumWorkload(arguments),
        "range" => new RangeCoderWorkload(arguments),
        _ => throw new ToolException($"there is no workload '{arguments.Workload}'."),
    };
}
