using System;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Workloads.Managed;

/// <summary>One way between two processes, the receiving end: it grants credit. The other end may be another implementation.</summary>
internal sealed class SinkWorkload : IBenchWorkload
{
    /// <summary>So many messages more are granted with each one sent back.</summary>
    public const int Credit = 64;

    private static readonly TimeSpan Waiting = TimeSpan.FromMilliseconds(100);

    private readonly ENetHost _host;
    private readonly int _messages;

    // Counts everything that ever came: the first messages of a run may be there before the command that announces it.
    private Granting _handler;
    private long _target;

    public SinkWorkload(WorkloadArguments arguments)
    {
        _host = BenchHosts.Server(arguments, 4);
        _messages = arguments.Number("messages", 102_400);
    }

    public void Serve(WorkerTalk talk)
    {
        talk.ListenInBackground();
        talk.SayReady(_host.LocalEndPoint.Port);
        while (!talk.IsEnded)
        {
            _host.Service(TimeSpan.FromMilliseconds(1), ref _handler);
            if (talk.TakeRun()) talk.Say(Take());
        }
    }

    private Sample Take()
    {
        Meter meter = Meter.Start();
        _target += _messages;
        while (_handler.Received < _target)
        {
            _host.Service(Waiting, ref _handler);
            if (_handler.Disconnected) throw new ToolException("the source left.");
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
