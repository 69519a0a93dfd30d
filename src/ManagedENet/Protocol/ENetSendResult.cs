namespace ManagedENet;

/// <summary>The answer of a send. Native <c>enet_peer_send</c> says only 0 or -1.</summary>
public enum ENetSendResult
{
    /// <summary>Queued. A packet that was passed is no longer yours.</summary>
    Queued = 0,

    /// <summary>Longer than the host's maximum packet size, or more fragments than a receiver can ever reassemble.</summary>
    TooLarge = 1,

    /// <summary>The peer is not in <see cref="ENetPeerState.Connected"/>.</summary>
    NotConnected = 2,

    /// <summary>The memory budget for queued data is used up; try again after servicing.</summary>
    QueueFull = 3,

    /// <summary>The connection has fewer channels. Both sides' limits count: see the peer's channel count.</summary>
    InvalidChannel = 4,
}
