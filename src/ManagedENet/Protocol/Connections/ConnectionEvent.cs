namespace ManagedENet.Protocol.Connections;

/// <summary>One event of a host. Stands for <c>ENetEvent</c>.</summary>
internal readonly struct ConnectionEvent
{
    public ConnectionEvent(ENetEventType type, Connection connection, uint data, ENetDisconnectReason reason)
    {
        Type = type;
        Connection = connection;
        Data = data;
        Reason = reason;
    }

    public ConnectionEvent(Connection connection, byte channelId, ENetPacket packet)
    {
        Type = ENetEventType.Receive;
        Connection = connection;
        ChannelId = channelId;
        Packet = packet;
    }

    /// <summary>What happened.</summary>
    public ENetEventType Type { get; }

    /// <summary>To whom it happened.</summary>
    public Connection Connection { get; }

    /// <summary>The channel of a received packet.</summary>
    public byte ChannelId { get; }

    /// <summary>The data of a connect or a remote disconnect, else 0.</summary>
    public uint Data { get; }

    /// <summary>Why a connection ended.</summary>
    public ENetDisconnectReason Reason { get; }

    /// <summary>The received packet; whoever takes the event owns it.</summary>
    public ENetPacket Packet { get; }
}
