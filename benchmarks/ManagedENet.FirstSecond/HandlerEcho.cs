using System;

namespace ManagedENet.FirstSecond;

/// <summary>With handlers: structures whose methods get messages where they arrived.</summary>
internal sealed class HandlerEcho : EchoPair
{
    private Asking _asking;
    private Answering _answering;

    protected override int Echoes => _asking.Echoes;

    protected override void Service()
    {
        Client.Service(TimeSpan.Zero, ref _asking);
        Server.Service(TimeSpan.Zero, ref _answering);
    }

    private struct Asking : IENetHandler
    {
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

    private readonly struct Answering : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => peer.Send(channelId, payload, ENetPacketFlags.Reliable);
    }
}
