using System.Diagnostics;
using System.Threading;
using LiteNetLib;

namespace ManagedENet.Worker.LiteNet;

/// <summary>What <see cref="SinkWorkload"/> does, with LiteNetLib's own threads.</summary>
internal sealed class LiteSinkWorkload : IBenchWorkload
{
    private static readonly byte[] Grant = [0, 0, 0, 0];

    private readonly AcrossArguments _agreed;
    private readonly LiteEnd _end = LiteEnd.WithThreads();

    // Written where the first message is received, before the count that says so.
    private Meter _meter;
    private long _target;

    public LiteSinkWorkload(WorkloadArguments arguments)
    {
        _agreed = new AcrossArguments(arguments);
        _end.Received = OnReceive;
    }

    public void Serve(WorkerTalk talk)
    {
        talk.SayReady(_end.Port);
        while (talk.WaitForRun()) talk.Say(Take());
    }

    private Sample Take()
    {
        long before = Volatile.Read(ref _target);
        _end.Await(() => _end.ReceivedCount > before, Rest);
        Sample sample;
        if (_agreed.IsTimed)
        {
            while (_meter.Elapsed < _agreed.RunTime) Rest();
            sample = _meter.Read(_end.ReceivedCount - before);
            AwaitSilence();
            sample["received"] = _end.ReceivedCount - before;
        }
        else
        {
            long known = before;
            while (known < before + _agreed.Messages)
            {
                _end.Await(() => _end.ReceivedCount > known, Rest);
                known = _end.ReceivedCount;
            }

            sample = _meter.Read(known - before);
        }

        sample["bytes"] = sample["messages"] * _agreed.Size;
        Volatile.Write(ref _target, _end.ReceivedCount);
        return sample;
    }

    private static void Rest() => Thread.Sleep(AcrossArguments.Beat);

    private void AwaitSilence()
    {
        long known = _end.ReceivedCount;
        for (long last = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(last) < AcrossArguments.Silence;)
        {
            Rest();
            if (_end.ReceivedCount != known) last = Stopwatch.GetTimestamp();
            known = _end.ReceivedCount;
        }
    }

    private void OnReceive(NetPeer peer, NetPacketReader reader)
    {
        long before = _end.ReceivedCount;
        if (before == Volatile.Read(ref _target)) _meter = Meter.Start();
        if (!_agreed.IsTimed && (before + 1) % _agreed.Credit == 0) peer.Send(Grant, DeliveryMethod.ReliableOrdered);
    }
}
