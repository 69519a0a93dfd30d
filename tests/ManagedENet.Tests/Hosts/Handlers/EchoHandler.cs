using System;

namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>Sends back what it gets.</summary>
internal struct EchoHandler : IENetHandler
{
    public ENetPacketFlags Flags;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        => Assert.That(peer.Send(channelId, payload, flags | Flags), Is.EqualTo(ENetSendResult.Queued));
}
