using System;

namespace ManagedENet;

/// <summary>How a packet travels. Stands for <c>ENetPacketFlag</c>; the numbers are ENet's.</summary>
[Flags]
public enum ENetPacketFlags
{
    /// <summary>Unreliable but sequenced: may be lost, never arrives after a newer one of the same channel.</summary>
    None = 0,

    /// <summary>Arrives, once and in order, or the connection ends.</summary>
    Reliable = 1,

    /// <summary>Unreliable and without order. Ignored together with <see cref="Reliable"/>.</summary>
    Unsequenced = 2,

    /// <summary>A packet too long for one datagram travels in unreliable fragments. Without this flag it is sent in reliable ones.</summary>
    UnreliableFragment = 8,
}
