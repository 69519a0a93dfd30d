using System;
using System.Diagnostics;
using System.Threading;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>A message there and back: on one thread that never waits, or on two threads that wait in the service call.</summary>
internal sealed class EchoWorkload : RepeatedWorkload
{
    private static readonly TimeSpan Waiting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly WorkloadArguments _arguments;
    private readonly bool _isSpinning;
    private readonly byte[] _payload;
    private readonly TripTimes _times;
    private HostPair? _hosts;

    public EchoWorkload(WorkloadArguments arguments)
    {
        _arguments = arguments;
        _isSpinning = arguments.Text("mode", "spin") == "spin";
        _payload = new byte[arguments.Number("size", 32)];
        _times = new TripTimes(arguments.Number("rounds", 10_000));
    }

    protected override void Prepare()
    {
        _hosts = BenchHosts.Connected(_arguments);

        // Between the runs the client is not serviced, while the server's thread goes on and would give it up.
        _hosts.ToServer.SetTimeout(limit: 32, Patience, Patience);
        _hosts.ToClient.SetTimeout(limit: 32, Patience, Patience);
        if (_isSpinning) return;
        var server = new Thread(Serve) { IsBackground = true, Name = "server" };
        server.Start();
    }

    protected override Sample Run() => _times.Measure(RoundTrip);

    private long RoundTrip()
    {
        HostPair hosts = _hosts!;
        var heard = default(CountingHandler);
        var answering = default(AnsweringHandler);
        long start = Stopwatch.GetTimestamp();
        hosts.ToServer.Send(0, _payload, ENetPacketFlags.Reliable);
        while (true)
        {
            hosts.Client.Service(_isSpinning ? TimeSpan.Zero : Waiting, ref heard);
            if (heard.Received > 0) return Stopwatch.GetTimestamp() - start;
            if (heard.Disconnected > 0) throw new ToolException("the connection broke.");
            if (_isSpinning) hosts.Server.Service(TimeSpan.Zero, ref answering);
        }
    }

    private void Serve()
    {
        ENetHost server = _hosts!.Server;
        server.AttachToCurrentThread();
        var answering = default(AnsweringHandler);
        while (true) server.Service(Waiting, ref answering);
    }

    private struct AnsweringHandler : IENetHandler
    {
        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
            => peer.Send(channelId, payload, ENetPacketFlags.Reliable);
    }
}
