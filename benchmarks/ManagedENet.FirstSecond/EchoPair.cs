using System;
using System.Net;

namespace ManagedENet.FirstSecond;

/// <summary>Two hosts on one thread, connected over loopback: the client keeps 16 reliable messages of 64 bytes under way, and the server sends each back.</summary>
internal sealed class EchoPair : IDisposable
{
    private const int Window = 16;

    private readonly ENetHost _server = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { PeerLimit = 1 });
    private readonly ENetHost _client = ENetHost.CreateClient(new ENetHostOptions { PeerLimit = 1, DualMode = false });
    private Asking _asking;
    private Answering _answering;

    public EchoPair() => _client.Connect(_server.LocalEndPoint, channelCount: 1);

    /// <summary>Goes on until so many echoes have come back in all.</summary>
    /// <returns>The processor time that the process has taken until then.</returns>
    public TimeSpan RunUntil(int echoes)
    {
        while (_asking.Echoes < echoes)
        {
            _client.Service(TimeSpan.Zero, ref _asking);
            _server.Service(TimeSpan.Zero, ref _answering);
        }

        return Environment.CpuUsage.TotalTime;
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private struct Asking : IENetHandler
    {
        private static readonly byte[] Message = new byte[64];

        public int Echoes { get; private set; }

        public readonly void OnConnect(ENetPeer peer, uint data)
        {
            for (int i = 0; i < Window; i++) peer.Send(0, Message, ENetPacketFlags.Reliable);
        }

        public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => throw new InvalidOperationException($"The connection broke: {reason}.");

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            Echoes++;
            peer.Send(0, Message, ENetPacketFlags.Reliable);
        }
    }

    private struct Answering : IENetHandler
    {
        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => peer.Send(channelId, payload, ENetPacketFlags.Reliable);
    }
}
