using System;

namespace ManagedENet.Tool.Bench.Workloads;

/// <summary>One way between two processes, the receiving end: it grants credit. The other end may be another implementation.</summary>
internal sealed class SinkWorkload : IBenchWorkload
{
    /// <summary>So many messages more are granted with each one sent back.</summary>
    public const int Credit = 64;

    private static readonly TimeSpan Waiting = TimeSpan.FromMilliseconds(100);

    private readonly ENetHost _host;
    private readonly int _messages;

    public SinkWorkload(WorkloadArguments arguments)
    {
        _host = BenchHosts.Server(arguments, 4);
        _messages = arguments.Number("messages", 102_400);
    }

    public void Serve(WorkerTalk talk)
    {
        talk.ListenInBackground();
        talk.SayReady(_host.LocalEndPoint.Port);
        var idle = default(CountingHandler);
        while (!talk.IsEnded)
        {
            _host.Service(TimeSpan.FromMilliseconds(1), ref idle);
            if (talk.TakeRun()) talk.Say(Take());
        }
    }

    private Sample Take()
    {
        var handler = default(Granting);
        Meter meter = default;
        while (handler.Received < _messages)
        {
            bool isFirst = handler.Received == 0;
            _host.Service(Waiting, ref handler);
            if (isFirst && handler.Received > 0) meter = Meter.Start();
            if (handler.Disconnected) throw new ToolException("the source left.");
        }

        _host.Flush();
        return meter.Read(_messages);
    }

    private struct Granting : IENetHandler
    {
        public long Received;
        public bool Disconnected;

        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => Disconnected = true;

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            ReadOnlySpan<byte> grant = [0, 0, 0, 0];
            if (++Received % Credit == 0) peer.Send(channelId, grant, ENetPacketFlags.Reliable);
        }
    }
}
