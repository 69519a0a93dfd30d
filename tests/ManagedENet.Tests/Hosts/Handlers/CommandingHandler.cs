using System;

namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>Gives its command at the first packet.</summary>
internal struct CommandingHandler : IENetHandler
{
    public Command Command;
    public int Packets;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        if (Packets++ > 0) return;
        switch (Command)
        {
            case Command.DisconnectNow:
                peer.DisconnectNow(3);
                break;
            case Command.Reset:
                peer.Reset();
                break;
            case Command.Disconnect:
                peer.Disconnect(3);
                break;
            case Command.Flush:
                peer.Host.Flush();
                break;
        }
    }
}
