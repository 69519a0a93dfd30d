using System;

namespace ManagedENet.Worker;

/// <summary>Counts what happens, and does nothing about it.</summary>
internal struct CountingHandler : IENetHandler
{
    public long Connected;
    public long Disconnected;
    public long Received;
    public long Bytes;

    public void OnConnect(ENetPeer peer, uint data) => Connected++;

    public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => Disconnected++;

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        Received++;
        Bytes += payload.Length;
    }
}
