using System;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>Messages one way, a window of them in flight, client and server serviced in turn on one thread.</summary>
internal sealed class StreamWorkload : RepeatedWorkload
{
    private const int SilentRounds = 1000;

    private readonly WorkloadArguments _arguments;
    private readonly ENetPacketFlags _flags;
    private readonly byte[] _payload;
    private readonly int _window;
    private readonly int _messages;
    private readonly bool _isPolling;
    private HostPair? _hosts;
    private long _sent;

    public StreamWorkload(WorkloadArguments arguments)
    {
        _arguments = arguments;
        _payload = BenchHosts.Payload(arguments.Number("size", 32));
        _window = arguments.Number("window", 256);
        _messages = arguments.Number("messages", 100_000);
        _isPolling = arguments.Text("face", "handler") == "poll";
        _flags = arguments.Text("kind", "reliable") switch
        {
            "reliable" => ENetPacketFlags.Reliable,
            "unreliable" => ENetPacketFlags.None,
            "unsequenced" => ENetPacketFlags.Unsequenced,
            _ => throw new ToolException("kind is reliable, unreliable or unsequenced."),
        };
    }

    protected override void Prepare() => _hosts = BenchHosts.Connected(_arguments);

    protected override Sample Run()
    {
        HostPair hosts = _hosts!;
        var received = default(CountingHandler);
        Meter meter = Meter.Start();
        Exchange(hosts, ref received);
        Sample sample = meter.Read(received.Received);
        sample["bytes"] = received.Bytes;
        sample["sent"] = _sent;
        return sample;
    }

    private void Exchange(HostPair hosts, ref CountingHandler received)
    {
        var answers = default(CountingHandler);
        long lost = 0;
        int silentRounds = 0;
        _sent = 0;
        while (received.Received + lost < _messages)
        {
            for (; _sent < _messages && _sent - received.Received - lost < _window; _sent++)
            {
                if (hosts.ToServer.Send(0, _payload, _flags) != ENetSendResult.Queued) throw new ToolException("a message was not queued.");
            }

            hosts.Client.Service(TimeSpan.Zero, ref answers);
            silentRounds = PumpServer(hosts.Server, ref received) ? 0 : silentRounds + 1;

            // What the throttle or a full socket swallowed does not come any more.
            if (silentRounds <= SilentRounds || _flags == ENetPacketFlags.Reliable) continue;
            lost = _sent - received.Received;
            silentRounds = 0;
        }

        // The last acknowledgements belong to the work, and nothing is left open while nobody services us.
        while (hosts.ToServer.ReliableBytesInTransit > 0)
        {
            PumpServer(hosts.Server, ref received);
            hosts.Client.Service(TimeSpan.Zero, ref answers);
        }

        if (answers.Disconnected + received.Disconnected > 0) throw new ToolException("the connection broke.");
    }

    private bool PumpServer(ENetHost server, ref CountingHandler received)
    {
        if (!_isPolling) return server.Service(TimeSpan.Zero, ref received) > 0;
        bool isAny = false;
        while (server.Service(TimeSpan.Zero, out ENetEvent e))
        {
            if (e.Type != ENetEventType.Receive) continue;
            using ENetPacket packet = e.Packet;
            received.Received++;
            received.Bytes += packet.Length;
            isAny = true;
        }

        return isAny;
    }
}
