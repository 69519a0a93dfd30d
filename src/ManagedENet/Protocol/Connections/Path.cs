using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Connections;

/// <summary>One way to the other end: where it is, how large datagrams may be, what was learned of round trips and losses, and what went over it.</summary>
internal struct Path
{
    /// <summary>The other end.</summary>
    public ENetAddress Address;

    /// <summary>The number of the address of ours that it comes to and that we answer from; 0 leaves it to the system.</summary>
    public byte Local;

    /// <summary>Largest datagram, in bytes.</summary>
    public int MtuBytes;

    /// <summary>Round trips, losses, throttle, bytes in flight.</summary>
    public LossRecovery Recovery;

    /// <summary>Datagrams and bytes in each direction.</summary>
    public PathTraffic Traffic;
}
