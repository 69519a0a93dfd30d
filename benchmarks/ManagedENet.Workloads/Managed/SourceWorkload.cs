using System;
using System.Diagnostics;
using System.Net;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Workloads.Managed;

/// <summary>One way between two processes, the sending end: it keeps a window in flight. The other end may be another implementation.</summary>
internal sealed class SourceWorkload : IBenchWorkload
{
    private static readonly TimeSpan Waiting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ENetHost _host;
    private readonly ENetPeer _peer;
    private readonly byte[] _payload;
    private readonly int _messages;
    private readonly int _window;

    public SourceWorkload(WorkloadArguments arguments)
    {
        _payload = new byte[arguments.Number("size", 32)];
        _messages = arguments.Number("messages", 102_400);
        _window = arguments.Number("window", 256);
        _host = BenchHosts.Client(arguments);
        _peer = _host.Connect(new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0)));
    }

    public void Serve(WorkerTalk talk)
    {
        var answers = default(CountingHandler);
        long start = Stopwatch.GetTimestamp();
        while (answers.Connected == 0)
        {
            _host.Service(Waiting, ref answers);
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new ToolException("there was no connection to the sink.");
        }

        talk.ListenInBackground();
        talk.SayReady();
        while (!talk.IsEnded)
        {
            _host.Service(TimeSpan.FromMilliseconds(1), ref answers);
            if (talk.TakeRun()) talk.Say(Produce());
        }
    }

    private Sample Produce()
    {
        var answers = default(CountingHandler);
        Meter meter = Meter.Start();
        long sent = 0;
        while (answers.Received * SinkWorkload.Credit < _messages)
        {
            long granted = _window + (answers.Received * SinkWorkload.Credit);
            for (; sent < _messages && sent < granted; sent++) _peer.Send(0, _payload, ENetPacketFlags.Reliable);
            _host.Service(Waiting, ref answers);
            if (answers.Disconnected > 0) throw new ToolException("the sink left.");
        }

        return meter.Read(_messages);
    }
}
