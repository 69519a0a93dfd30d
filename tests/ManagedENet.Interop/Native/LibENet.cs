using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Interop.Native;

/// <summary>The functions of native ENet that the tests call. Names and arguments are those of its header.</summary>
internal static class LibENet
{
    public const string Library = "libenet.so.7";

    [DllImport(Library)]
    public static extern int enet_initialize();

    [DllImport(Library)]
    public static extern uint enet_linked_version();

    [DllImport(Library)]
    public static extern IntPtr enet_host_create(in NativeAddress address, nuint peerCount, nuint channelLimit, uint incomingBandwidth, uint outgoingBandwidth);

    [DllImport(Library)]
    public static extern IntPtr enet_host_create(IntPtr noAddress, nuint peerCount, nuint channelLimit, uint incomingBandwidth, uint outgoingBandwidth);

    [DllImport(Library)]
    public static extern void enet_host_destroy(IntPtr host);

    [DllImport(Library)]
    public static extern IntPtr enet_host_connect(IntPtr host, in NativeAddress address, nuint channelCount, uint data);

    [DllImport(Library)]
    public static extern int enet_host_service(IntPtr host, out NativeEvent happened, uint timeoutMs);

    [DllImport(Library)]
    public static extern void enet_host_flush(IntPtr host);

    [DllImport(Library)]
    public static extern void enet_host_bandwidth_limit(IntPtr host, uint incoming, uint outgoing);

    [DllImport(Library)]
    public static extern int enet_host_compress_with_range_coder(IntPtr host);

    [DllImport(Library)]
    public static extern IntPtr enet_packet_create(IntPtr data, nuint length, uint flags);

    [DllImport(Library)]
    public static extern void enet_packet_destroy(IntPtr packet);

    [DllImport(Library)]
    public static extern int enet_peer_send(IntPtr peer, byte channelId, IntPtr packet);

    [DllImport(Library)]
    public static extern void enet_peer_disconnect(IntPtr peer, uint data);

    [DllImport(Library)]
    public static extern void enet_peer_disconnect_now(IntPtr peer, uint data);

    [DllImport(Library)]
    public static extern void enet_peer_disconnect_later(IntPtr peer, uint data);

    [DllImport(Library)]
    public static extern void enet_peer_reset(IntPtr peer);

    [DllImport(Library)]
    public static extern void enet_peer_timeout(IntPtr peer, uint limit, uint minimumMs, uint maximumMs);

    [DllImport(Library)]
    public static extern void enet_peer_throttle_configure(IntPtr peer, uint intervalMs, uint acceleration, uint deceleration);
}
