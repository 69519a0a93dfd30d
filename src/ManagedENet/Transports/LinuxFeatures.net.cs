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

    All = Segmentation | Coalescing | Batches,
}
