using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker.LiteNet;

namespace ManagedENet.Worker;

/// <summary>Finds the managed side of a workload.</summary>
internal static class WorkloadFactory
{
    /// <exception cref="ToolException">There is no such workload.</exception>
    public static IBenchWorkload Create(WorkloadArguments arguments) =>
        arguments.Text("transport", "socket") == "litenetlib" ? CreateLiteNet(arguments) : CreateENet(arguments);

    private static IBenchWorkload CreateENet(WorkloadArguments arguments) => arguments.Workload switch
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

    private static IBenchWorkload CreateLiteNet(WorkloadArguments arguments) => arguments.Workload switch
    {
        "stream" => new LiteStreamWorkload(arguments),
        "echo" => new LiteEchoWorkload(arguments),
        "connect" => new LiteConnectWorkload(arguments),
        "source" => new LiteSourceWorkload(arguments),
        "sink" => new LiteSinkWorkload(arguments),
        _ => throw new ToolException($"LiteNetLib has no workload '{arguments.Workload}'."),
    };
}
