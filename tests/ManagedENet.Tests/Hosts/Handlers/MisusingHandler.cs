using System;

namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>Calls into the host that calls it.</summary>
internal struct MisusingHandler : IENetHandler
{
    public Misuse Misuse;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        CountingHandler inner = default;
        switch (Misuse)
        {
            case Misuse.Service:
                peer.Host.Service(TimeSpan.Zero, out _);
                break;
            case Misuse.ServiceWithHandler:
                peer.Host.Service(TimeSpan.Zero, ref inner);
                break;
            case Misuse.CheckEvents:
                peer.Host.CheckEvents(out _);
                break;
            case Misuse.Dispose:
                peer.Host.Dispose();
                break;
        }
    }
}
