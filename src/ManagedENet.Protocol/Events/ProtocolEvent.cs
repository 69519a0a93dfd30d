using ManagedENet.Protocol.Peers;

namespace ManagedENet.Protocol.Events;

/// <summary>One event of a host. Stands for <c>ENetEvent</c>.</summary>
public readonly struct ProtocolEvent
{
    internal ProtocolEvent(ENetEventType type, PeerCore peer, uint data, ENetDisconnectReason reason)
    {
        Type = type;
        Peer = peer;
        Data = data;
        Reason = reason;
    }

    internal ProtocolEvent(PeerCore peer, byte channelId, ENetPacket packet)
    {
        Type = ENetEventType.Receive;
        Peer = peer;
        ChannelId = channelId;
        Packet = packet;
    }

    /// <summary>What happened.</summary>
    public ENetEventType Type { get; }

    /// <summary>To whom it happened.</summary>
    public PeerCore Peer { get; }

    /// <summary>The channel of a received packet.</summary>
    public byte ChannelId { get; }

    /// <summary>The data of a connect or a remote disconnect, else 0.</summary>
    public uint Data { get; }

    /// <summary>Why a connection ended.</summary>
    public ENetDisconnectReason Reason { get; }

    /// <summary>The received packet; whoever takes the event owns it.</summary>
    public ENetPacket Packet { get; }
}
