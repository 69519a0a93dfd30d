using System;

namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>Answers each packet and wants the answer to leave at once.</summary>
internal struct FlushingHandler : IENetHandler
{
    public int Packets;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        Packets++;
        peer.Send(channelId, payload, ENetPacketFlags.Reliable);
        peer.Host.Flush();
    }

    public readonly void OnWritable(ENetPeer peer)
    {
    }
}
