namespace ManagedENet;

/// <summary>How a connection is left.</summary>
public enum ENetLeave
{
    /// <summary>When all that was sent has arrived, or the connection times out over it.</summary>
    Drain,

    /// <summary>At once: what has not left yet is dropped, and the remote is told until it acknowledges.</summary>
    Immediately,

    /// <summary>At once, and the remote is told with one datagram, which may be lost: nothing is waited for.</summary>
    Abruptly,
}
