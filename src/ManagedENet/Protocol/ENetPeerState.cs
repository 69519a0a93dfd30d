namespace ManagedENet;

/// <summary>The life of a peer. Stands for <c>ENetPeerState</c>; the numbers are ENet's.</summary>
// Requirement: HSK-003
public enum ENetPeerState
{
    /// <summary>The slot is free.</summary>
    Disconnected = 0,

    /// <summary>We asked to connect and wait for an answer.</summary>
    Connecting = 1,

    /// <summary>Somebody asked us to connect; our answer is on its way and not yet acknowledged.</summary>
    AcknowledgingConnect = 2,

    /// <summary>The handshake of an incoming connection is complete and waits for its approval.</summary>
    ConnectionPending = 3,

    /// <summary>The handshake of an outgoing connection is complete; the event has not been taken yet.</summary>
    ConnectionSucceeded = 4,

    /// <summary>Packets flow.</summary>
    Connected = 5,

    /// <summary>Everything queued is sent first, then the peer is disconnected.</summary>
    DisconnectLater = 6,

    /// <summary>We said goodbye and wait for the acknowledgement.</summary>
    Disconnecting = 7,

    /// <summary>The remote said goodbye; our acknowledgement has not left yet.</summary>
    AcknowledgingDisconnect = 8,

    /// <summary>The connection is over; the event has not been taken yet.</summary>
    Zombie = 9,
}
