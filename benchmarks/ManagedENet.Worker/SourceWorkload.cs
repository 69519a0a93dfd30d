using System;
using System.Diagnostics;
using System.Net;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>
/// One way between two processes, the sending end: it keeps a window of reliable messages in flight, or sends so many unreliable ones a second. The other end may be another implementation.
/// </summary>
internal sealed class SourceWorkload : IBenchWorkload
{
    private readonly ENetHost _host;
    private readonly ENetPeer _peer;
    private readonly AcrossArguments _agreed;
    private readonly byte[] _payload;

    public SourceWorkload(WorkloadArguments arguments)
    {
        _agreed = new AcrossArguments(arguments);
        _payload = new byte[_agreed.Size];
        _host = BenchHosts.Client(arguments);
        _peer = _host.Connect(new IPEndPoint(IPAddress.Loopback, arguments.Number("port", 0)));
    }

    public void Serve(WorkerTalk talk)
    {
        var answers = default(CountingHandler);
        long start = Stopwatch.GetTimestamp();
        while (answers.Connected == 0)
        {
            _host.Service(AcrossArguments.Waiting, ref answers);
            if (Stopwatch.GetElapsedTime(start) > AcrossArguments.Patience) throw new ToolException("there was no connection to the sink.");
        }

        talk.ListenInBackground();
        talk.SayReady();
        while (!talk.IsEnded)
        {
            _host.Service(AcrossArguments.Idle, ref answers);
            if (talk.TakeRun()) talk.Say(_agreed.IsTimed ? ProduceForTheTime() : ProduceAll());
        }
    }

    private Sample ProduceAll()
    {
        var answers = default(CountingHandler);
        Meter meter = Meter.Start();
        long sent = 0;
        while (answers.Received * _agreed.Credit < _agreed.Messages)
        {
            long granted = _agreed.Window + (answers.Received * _agreed.Credit);
            for (; sent < _agreed.Messages && sent < granted; sent++) _peer.Send(0, _payload, ENetPacketFlags.Reliable);
            Service(AcrossArguments.Waiting, ref answers);
        }

        return meter.Read(_agreed.Messages);
    }

    private Sample ProduceForTheTime()
    {
        var answers = default(CountingHandler);
        Meter meter = Meter.Start();
        long sent = 0;
        for (TimeSpan elapsed = TimeSpan.Zero; elapsed < _agreed.RunTime;)
        {
            elapsed = meter.Elapsed;
            for (long due = _agreed.DueAfter(elapsed); sent < due; sent++) _peer.Send(0, _payload);
            Service(AcrossArguments.Beat, ref answers);
        }

        return meter.Read(sent);
    }

    private void Service(TimeSpan timeout, ref CountingHandler answers)
    {
        _host.Service(timeout, ref answers);
        if (answers.Disconnected > 0) throw new ToolException("the sink left.");
    }
}
