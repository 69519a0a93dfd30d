namespace ManagedENet;

/// <summary>
/// Whether routers may cut a datagram that is longer than a link takes. Who looks for the longest datagram that passes a path forbids it for the ones that probe.
/// </summary>
public enum DatagramFragmentation
{
    /// <summary>What the system does anyway.</summary>
    SystemDefault = 0,

    /// <summary>
    /// Forbidden (the don't-fragment bit is set, whatever the system believes about the path): where the datagram is too long it is lost, or refused with
    /// <see cref="Transports.DatagramRefusal.IsTooLong"/> when the system knows at once.
    /// </summary>
    Forbidden = 1,

    /// <summary>Allowed: the datagram gets through a path that is too narrow for it, in pieces.</summary>
    Allowed = 2,
}
