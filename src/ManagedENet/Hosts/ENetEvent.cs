namespace ManagedENet;

/// <summary>
/// One thing that happened to a host, as <see cref="ENetHost.Service(System.TimeSpan, out ENetEvent)"/> and <see cref="ENetHost.CheckEvents"/> give it. Stands
/// for <c>ENetEvent</c>.
/// </summary>
public readonly struct ENetEvent
{
    internal ENetEvent(ENetEventType type, ENetPeer peer, byte channelId, uint data, ENetDisconnectReason disconnectReason, ENetPacket packet)
    {
        Type = type;
        Peer = peer;
        ChannelId = channelId;
        Data = data;
        DisconnectReason = disconnectReason;
        Packet = packet;
    }

    /// <summary>What happened; <see cref="ENetEventType.None"/> where there was no event.</summary>
    public ENetEventType Type { get; }

    /// <summary>To whom it happened. Null only in an event of type <see cref="ENetEventType.None"/>.</summary>
    public ENetPeer Peer { get; }

    /// <summary>The channel on which a packet arrived, 0 to 254; 0 for other events.</summary>
    public byte ChannelId { get; }

    /// <summary>What the remote said when it connected or disconnected; 0 for time-outs, for our own disconnects, and for packets.</summary>
    public uint Data { get; }

    /// <summary>Why the connection ended, for <see cref="ENetEventType.Disconnect"/>; else <see cref="ENetDisconnectReason.None"/>.</summary>
    public ENetDisconnectReason DisconnectReason { get; }

    /// <summary>The packet of <see cref="ENetEventType.Receive"/>. It is yours: dispose it once, or pass it on to <c>Send</c>.</summary>
    public ENetPacket Packet { get; }
}
