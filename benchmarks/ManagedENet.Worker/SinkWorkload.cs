using System;
using System.Diagnostics;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>
/// One way between two processes, the receiving end: it grants credit for reliable messages and counts unreliable ones. The other end may be another implementation.
/// A run is measured from its first message on.
/// </summary>
internal sealed class SinkWorkload : IBenchWorkload
{
    private readonly ENetHost _host;
    private readonly AcrossArguments _agreed;
    private Granting _handler;

    public SinkWorkload(WorkloadArguments arguments)
    {
        _agreed = new AcrossArguments(arguments);
        _host = BenchHosts.Server(arguments, 4);
        _handler.Credit = _agreed.IsTimed ? int.MaxValue : _agreed.Credit;
    }

    public void Serve(WorkerTalk talk)
    {
        talk.ListenInBackground();
        talk.SayReady(_host.LocalEndPoint.Port);
        while (!talk.IsEnded)
        {
            _host.Service(AcrossArguments.Idle, ref _handler);
            if (talk.TakeRun()) talk.Say(Take());
        }
    }

    private Sample Take()
    {
        // The first messages may have come before the command that announces them.
        long start = Stopwatch.GetTimestamp();
        while (_handler.Received == 0)
        {
            Service(AcrossArguments.Waiting);
            if (Stopwatch.GetElapsedTime(start) > AcrossArguments.Patience) throw new ToolException("nothing came from the source.");
        }

        Sample sample = _agreed.IsTimed ? TakeForTheTime() : TakeAll();
        sample["bytes"] = sample["messages"] * _agreed.Size;
        _handler.Received = 0;
        return sample;
    }

    private Sample TakeAll()
    {
        while (_handler.Received < _agreed.Messages) Service(AcrossArguments.Waiting);
        _host.Flush();
        return _handler.Meter.Read(_agreed.Messages);
    }

    // What is still on its way when the time is over is waited for, so that it is not in the next run, and not measured.
    private Sample TakeForTheTime()
    {
        while (_handler.Meter.Elapsed < _agreed.RunTime) Service(AcrossArguments.Beat);
        Sample sample = _handler.Meter.Read(_handler.Received);
        long known = _handler.Received;
        for (long last = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(last) < AcrossArguments.Silence;)
        {
            Service(AcrossArguments.Waiting);
            if (_handler.Received != known) last = Stopwatch.GetTimestamp();
            known = _handler.Received;
        }

        sample["received"] = known;
        return sample;
    }

    private void Service(TimeSpan timeout)
    {
        _host.Service(timeout, ref _handler);
        if (_handler.Disconnected) throw new ToolException("the source left.");
    }

    private struct Granting : IENetHandler
    {
        public long Received;
        public int Credit;
        public Meter Meter;
        public bool Disconnected;

        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => Disconnected = true;

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            ReadOnlySpan<byte> grant = [0, 0, 0, 0];
            if (Received == 0) Meter = Meter.Start();
            if (++Received % Credit == 0) peer.Send(channelId, grant, ENetPacketFlags.Reliable);
        }
    }
}
