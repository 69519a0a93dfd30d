namespace ManagedENet.Protocol.Connections;

/// <summary>Hears of the two moments in a connection's life that concern more than the connection.</summary>
internal interface IConnectionOwner
{
    /// <summary>The handshake is complete.</summary>
    void OnEstablished(Connection connection);

    /// <summary>The connection is over, its memory is given back, and its slot may be used again.</summary>
    void OnEnded(Connection connection);
}
