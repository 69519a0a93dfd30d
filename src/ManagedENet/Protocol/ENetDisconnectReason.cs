namespace ManagedENet;

/// <summary>Why a connection ended, or did not come about. Native ENet tells only a number.</summary>
public enum ENetDisconnectReason
{
    /// <summary>No disconnect.</summary>
    None = 0,

    /// <summary>The remote side disconnected; the event's data is what it said.</summary>
    Remote = 1,

    /// <summary>This side disconnected and the remote has acknowledged it.</summary>
    Local = 2,

    /// <summary>Reliable commands stayed unacknowledged for longer than the time-out policy allows.</summary>
    Timeout = 3,

    /// <summary>The remote ended the attempt to connect before it was established; the event's data is what it said.</summary>
    Rejected = 4,

    /// <summary>The remote broke the protocol during the handshake.</summary>
    ProtocolError = 5,

    /// <summary>
    /// The remote has begun anew from the same address, port and slot, and proved it: a client that was restarted. Or it has given no sign of life when somebody asked from its address, where
    /// <see cref="ENetHostOptions.ReplaceSilentAfter"/> says so.
    /// </summary>
    Replaced = 6,

    /// <summary>The remote has no room; the event's data is <see cref="ENetHostOptions.HostFullData"/>.</summary>
    HostFull = 7,
}
