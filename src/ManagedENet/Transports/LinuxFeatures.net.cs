using System;

namespace ManagedENet.Transports;

/// <summary>What the kernel offers beyond one datagram per call. Each is tried out on the socket itself, and given up when it fails in use.</summary>
[Flags]
internal enum LinuxFeatures
{
    None = 0,

    /// <summary>UDP_SEGMENT: one call sends a run of equal datagrams to one destination, and the stack is passed once for all of them.</summary>
    Segmentation = 1,

    /// <summary>UDP_GRO: datagrams of one sender that the kernel kept together are read together.</summary>
    Coalescing = 2,

    /// <summary>sendmmsg and recvmmsg: one call for many messages.</summary>
    Batches = 4,

    /// <summary>IP_PKTINFO and IPV6_PKTINFO: each datagram says which address of this machine it came to, and an answer leaves from there. For sockets that have all addresses.</summary>
    PacketInformation = 8,

    /// <summary>What a socket of the framework does not have.</summary>
    Beyond = Segmentation | Coalescing | Batches,

    All = Beyond | PacketInformation,
}
