using System;

namespace ManagedENet.Tests.Calls;

/// <summary>Does nothing.</summary>
internal struct QuietHandler : IENetHandler
{
    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
    }
}
