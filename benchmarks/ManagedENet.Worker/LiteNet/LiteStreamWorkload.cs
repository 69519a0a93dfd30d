using System;
using System.Diagnostics;
using LiteNetLib;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker.LiteNet;

/// <summary>What <see cref="StreamWorkload"/> does, with LiteNetLib in manual mode.</summary>
internal sealed class LiteStreamWorkload : RepeatedWorkload
{
    // It sends acknowledgements at its own time, and again what is not acknowledged.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(20);

    private readonly byte[] _payload;
    private readonly int _window;
    private readonly int _messages;
    private readonly DeliveryMethod _method;
    private LiteEnd? _server;
    private LiteEnd? _client;

    public LiteStreamWorkload(WorkloadArguments arguments)
    {
        _payload = BenchHosts.Payload(arguments.Number("size", 32));
        _window = arguments.Number("window", 256);
        _messages = arguments.Number("messages", 100_000);
        _method = arguments.Text("kind", "reliable") switch
        {
            "reliable" => DeliveryMethod.ReliableOrdered,
            "unreliable" => DeliveryMethod.Unreliable,
            _ => throw new ToolException("kind is reliable or unreliable for LiteNetLib."),
        };
    }

    protected override void Prepare() => (_server, _client) = LiteEnd.Pair(isManual: true);

    protected override Sample Run()
    {
        LiteEnd server = _server!;
        LiteEnd client = _client!;
        long sent = 0;
        long lost = 0;
        long known = server.ReceivedCount;
        long first = known;
        Meter meter = Meter.Start();
        for (long last = Stopwatch.GetTimestamp(); known - first + lost < _messages;)
        {
            for (; sent < _messages && sent - (known - first) - lost < _window; sent++) client.Peer!.Send(_payload, _method);
            LiteEnd.Pump(client, server);
            if (server.ReceivedCount != known) last = Stopwatch.GetTimestamp();
            else if (_method == DeliveryMethod.Unreliable && Stopwatch.GetElapsedTime(last) > Silence) lost = sent - (known - first);
            known = server.ReceivedCount;
            if (client.DisconnectedCount > 0) throw new ToolException("the connection broke.");
        }

        Sample sample = meter.Read(known - first);
        sample["sent"] = sent;
        sample["bytes"] = sample["messages"] * _payload.Length;
        return sample;
    }
}
