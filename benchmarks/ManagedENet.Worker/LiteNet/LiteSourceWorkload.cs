using System;
using System.Threading;
using LiteNetLib;

namespace ManagedENet.Worker.LiteNet;

/// <summary>What <see cref="SourceWorkload"/> does, with LiteNetLib's own threads.</summary>
internal sealed class LiteSourceWorkload : IBenchWorkload
{
    private readonly AcrossArguments _agreed;
    private readonly byte[] _payload;
    private readonly LiteEnd _end = LiteEnd.WithThreads();
    private readonly LiteSignal _grants = new();

    public LiteSourceWorkload(WorkloadArguments arguments)
    {
        _agreed = new AcrossArguments(arguments);
        _payload = new byte[_agreed.Size];
        _end.Received = (_, _) => _grants.Release();
        _end.Connect(arguments.Number("port", 0));
    }

    public void Serve(WorkerTalk talk)
    {
        _end.Await(() => _end.ConnectedCount > 0, static () => Thread.Sleep(AcrossArguments.Beat));
        talk.SayReady();
        while (talk.WaitForRun()) talk.Say(_agreed.IsTimed ? ProduceForTheTime() : ProduceAll());
    }

    private Sample ProduceAll()
    {
        Meter meter = Meter.Start();
        long sent = 0;
        for (long granted = 0; granted < _agreed.Messages; granted += _agreed.Credit)
        {
            for (; sent < _agreed.Messages && sent < granted + _agreed.Window; sent++) _end.Peer!.Send(_payload, DeliveryMethod.ReliableOrdered);
            _end.Await(() => _grants.Wait(AcrossArguments.Waiting), static () => { });
        }

        return meter.Read(_agreed.Messages);
    }

    private Sample ProduceForTheTime()
    {
        Meter meter = Meter.Start();
        long sent = 0;
        for (TimeSpan elapsed = TimeSpan.Zero; elapsed < _agreed.RunTime;)
        {
            elapsed = meter.Elapsed;
            for (long due = _agreed.DueAfter(elapsed); sent < due; sent++) _end.Peer!.Send(_payload, DeliveryMethod.Unreliable);
            Thread.Sleep(AcrossArguments.Beat);
        }

        return meter.Read(sent);
    }
}
