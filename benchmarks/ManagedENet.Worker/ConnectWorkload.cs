using System;
using System.Diagnostics;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>One client that comes and goes at a server with many slots.</summary>
internal sealed class ConnectWorkload : RepeatedWorkload
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WorkloadArguments _arguments;
    private readonly int _rounds;
    private ENetHost? _server;
    private ENetHost? _client;

    public ConnectWorkload(WorkloadArguments arguments)
    {
        _arguments = arguments;
        _rounds = arguments.Number("rounds", 2000);
    }

    protected override void Prepare()
    {
        // One address that asks thousands of times a second is a crowd of strangers to the door, which would let it wait half a second each time.
        _server = BenchHosts.Server(_arguments, _arguments.Number("slots", 64), options => options with { GreylistFrom = 0, ReplyLimit = 1_000_000, PrefixReplyLimit = 0 });
        _client = BenchHosts.Client(_arguments);
    }

    protected override Sample Run()
    {
        ENetHost client = _client!;
        var address = new ENetAddress(_server!.LocalEndPoint);
        var seen = default(CountingHandler);
        Meter meter = Meter.Start();
        for (int i = 1; i <= _rounds; i++)
        {
            ENetPeer peer = client.Connect(address, 2);
            Await(ref seen, i * 2, (i - 1) * 2);
            peer.Disconnect();
            Await(ref seen, i * 2, i * 2);
        }

        return meter.Read(_rounds);
    }

    private void Await(ref CountingHandler seen, int connected, int disconnected)
    {
        long start = Stopwatch.GetTimestamp();
        while (seen.Connected < connected || seen.Disconnected < disconnected)
        {
            _client!.Service(TimeSpan.Zero, ref seen);
            _server!.Service(TimeSpan.Zero, ref seen);
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new ToolException("a connection did not come or go.");
        }
    }
}
