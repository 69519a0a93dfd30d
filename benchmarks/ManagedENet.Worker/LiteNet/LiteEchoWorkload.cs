using System;
using System.Diagnostics;
using LiteNetLib;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker.LiteNet;

/// <summary>What <see cref="EchoWorkload"/> does: in manual mode on one thread, or with LiteNetLib's own threads, which are asked to send at once.</summary>
internal sealed class LiteEchoWorkload : RepeatedWorkload
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly bool _isSpinning;
    private readonly byte[] _payload;
    private readonly TripTimes _times;
    private readonly LiteSignal _answers = new();
    private LiteEnd? _server;
    private LiteEnd? _client;

    public LiteEchoWorkload(WorkloadArguments arguments)
    {
        _isSpinning = arguments.Text("mode", "spin") == "spin";
        _payload = new byte[arguments.Number("size", 32)];
        _times = new TripTimes(arguments.Number("rounds", 10_000));
    }

    protected override void Prepare()
    {
        (_server, _client) = LiteEnd.Pair(_isSpinning);
        _server.Received = Answer;
        if (!_isSpinning) _client.Received = (_, _) => _answers.Release();
    }

    protected override Sample Run() => _times.Measure(RoundTrip);

    private long RoundTrip()
    {
        LiteEnd client = _client!;
        long start = Stopwatch.GetTimestamp();
        client.Peer!.Send(_payload, DeliveryMethod.ReliableOrdered);
        if (_isSpinning)
        {
            for (long known = client.ReceivedCount; client.ReceivedCount == known;) LiteEnd.Pump(client, _server!);
        }
        else
        {
            client.SendNow();
            if (!_answers.Wait(Patience)) throw new ToolException("there was no answer.");
        }

        return Stopwatch.GetTimestamp() - start;
    }

    private void Answer(NetPeer peer, NetPacketReader reader)
    {
        peer.Send(reader.GetRemainingBytesSpan(), DeliveryMethod.ReliableOrdered);
        if (!_isSpinning) _server!.SendNow();
    }
}
