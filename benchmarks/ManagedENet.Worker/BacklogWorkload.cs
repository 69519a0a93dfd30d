using System;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>A long queue of reliable messages of one byte: how the time to send and acknowledge it grows when it doubles.</summary>
internal sealed class BacklogWorkload : RepeatedWorkload
{
    private readonly WorkloadArguments _arguments;
    private readonly int _messages;
    private HostPair? _hosts;

    public BacklogWorkload(WorkloadArguments arguments)
    {
        _arguments = arguments;
        _messages = arguments.Number("messages", 100_000);
    }

    protected override void Prepare() => _hosts = BenchHosts.Connected(_arguments);

    protected override Sample Run()
    {
        double once = Drain(_messages);
        double twice = Drain(_messages * 2);
        return new Sample { ["cpu"] = once + twice, ["messages"] = _messages * 3, ["growth"] = twice / once };
    }

    private double Drain(int messages)
    {
        HostPair hosts = _hosts!;
        ReadOnlySpan<byte> payload = [1];
        for (int i = 0; i < messages; i++)
        {
            if (hosts.ToServer.Send(0, payload, ENetPacketFlags.Reliable) != ENetSendResult.Queued) throw new ToolException("a message was not queued.");
        }

        var received = default(CountingHandler);
        var answers = default(CountingHandler);
        Meter meter = Meter.Start();
        while (received.Received < messages || hosts.ToServer.ReliableBytesInTransit > 0)
        {
            hosts.Client.Service(TimeSpan.Zero, ref answers);
            hosts.Server.Service(TimeSpan.Zero, ref received);
            if (answers.Disconnected > 0) throw new ToolException("the connection broke.");
        }

        return meter.Read(messages)["cpu"];
    }
}
