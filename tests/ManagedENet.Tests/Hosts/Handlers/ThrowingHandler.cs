using System;
using System.Collections.Generic;
using System.IO;

namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>Fails once.</summary>
internal struct ThrowingHandler : IENetHandler
{
    public int ThrowAtPacket;
    public bool ThrowsAtConnect;
    public int Packets;
    public List<byte> Seen;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
        if (ThrowsAtConnect) throw new InvalidDataException("connect");
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        Seen.Add(payload[0]);
        if (++Packets == ThrowAtPacket) throw new InvalidDataException($"packet {payload[0]}");
    }
}
