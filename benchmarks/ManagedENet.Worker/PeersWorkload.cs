using System;
using System.Diagnostics;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>
/// A server full of peers of which one in a hundred says something: what a service call costs that finds nothing, and one that reads a tick's messages.
/// Those that speak have their own sockets, as players have.
/// </summary>
internal sealed class PeersWorkload : RepeatedWorkload
{
    private const int EmptyCalls = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WorkloadArguments _arguments;
    private readonly int _count;
    private readonly long[] _empty;
    private readonly long[] _reads;
    private readonly ENetHost[] _active;
    private readonly ENetPeer[] _toServer;
    private readonly byte[] _payload = new byte[32];
    private ENetHost? _server;
    private ENetHost? _idle;

    public PeersWorkload(WorkloadArguments arguments)
    {
        _arguments = arguments;
        _count = arguments.Number("count", 64);
        int ticks = arguments.Number("ticks", 300);
        _empty = new long[ticks];
        _reads = new long[ticks];
        _active = new ENetHost[Math.Max(1, _count / 100)];
        _toServer = new ENetPeer[_active.Length];
    }

    protected override void Prepare()
    {
        _server = BenchHosts.Server(_arguments, _count);
        _idle = BenchHosts.Client(_arguments, _count);
        var address = new ENetAddress(_server.LocalEndPoint);
        for (int i = 0; i < _active.Length; i++)
        {
            _active[i] = BenchHosts.Client(_arguments);
            _toServer[i] = _active[i].Connect(address);
        }

        var seen = default(CountingHandler);
        long start = Stopwatch.GetTimestamp();
        for (int asked = _active.Length; seen.Connected < _count;)
        {
            for (int burst = 0; burst < 64 && asked < _count; burst++, asked++) _idle.Connect(address);
            PumpClients();
            _server.Service(TimeSpan.Zero, ref seen);
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new ToolException("not everybody could connect.");
        }
    }

    protected override Sample Run()
    {
        ENetHost server = _server!;
        var heard = default(CountingHandler);
        var nothing = default(CountingHandler);
        for (int tick = 0; tick < _empty.Length; tick++)
        {
            Settle(ref heard);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < EmptyCalls; i++) server.Service(TimeSpan.Zero, ref nothing);
            _empty[tick] = Stopwatch.GetTimestamp() - start;
            for (int i = 0; i < _active.Length; i++)
            {
                _toServer[i].Send(0, _payload);
                _active[i].Flush();
            }

            start = Stopwatch.GetTimestamp();
            while (server.Service(TimeSpan.Zero, ref heard) > 0)
            {
                // Until there is nothing left, as the native side does.
            }

            _reads[tick] = Stopwatch.GetTimestamp() - start;
        }

        if (heard.Disconnected > 0) throw new ToolException("a peer was lost.");
        return new Sample { ["empty"] = MedianNs(_empty) / EmptyCalls, ["read"] = MedianNs(_reads), ["messages"] = heard.Received };
    }

    private static double MedianNs(long[] ticks)
    {
        Array.Sort(ticks);
        return Stopwatch.GetElapsedTime(0, ticks[ticks.Length / 2]).TotalNanoseconds;
    }

    // Everybody in the server's slots is heard, and nothing is left in its socket.
    private void Settle(ref CountingHandler heard)
    {
        for (int i = 0; i < 3; i++)
        {
            PumpClients();
            while (_server!.Service(TimeSpan.Zero, ref heard) > 0)
            {
            }
        }
    }

    private void PumpClients()
    {
        var answers = default(CountingHandler);
        _idle!.Service(TimeSpan.Zero, ref answers);
        foreach (ENetHost host in _active) host.Service(TimeSpan.Zero, ref answers);
    }
}
