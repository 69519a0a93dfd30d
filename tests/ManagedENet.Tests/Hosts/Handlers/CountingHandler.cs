using System;

namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>Counts packets and bytes in fields of its own.</summary>
internal struct CountingHandler : IENetHandler
{
    public int Packets;
    public long Bytes;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        Packets++;
        Bytes += payload.Length;
    }
}
