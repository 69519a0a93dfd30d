using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.Native;

/// <summary>A host of the system's libenet.</summary>
internal sealed class NativeHost : ILiveHost
{
    private readonly Dictionary<IntPtr, NativePeer> _peers = [];
    private IntPtr _host;

    private NativeHost(IntPtr host, LiveHostOptions options)
    {
        if (host == IntPtr.Zero) throw new InvalidOperationException("enet_host_create failed.");
        _host = host;
        if (options.MtuBytes is { } mtuBytes) SetMtu(host, options.PeerLimit, mtuBytes);
        if (options.RangeCoder && LibENet.enet_host_compress_with_range_coder(host) != 0) throw new InvalidOperationException("The range coder could not be set.");
        if (options.Checksum) Marshal.WriteIntPtr(host, NativeLayout.Host.Checksum, NativeLibrary.GetExport(NativeLibrary.Load(LibENet.Library), "enet_crc32"));
    }

    public Implementation Implementation => Implementation.Native;

    public int Port => (ushort)Marshal.ReadInt16(_host, NativeLayout.Host.Port);

    public IntPtr Handle => _host;

    /// <summary>A host on a free port of 127.0.0.1.</summary>
    public static NativeHost Bind(LiveHostOptions options) => new(
        LibENet.enet_host_create(NativeAddress.Loopback(port: 0), (nuint)options.PeerLimit, (nuint)options.ChannelLimit, options.IncomingBandwidth, options.OutgoingBandwidth),
        options);

    public static NativeHost CreateClient(LiveHostOptions options) => new(
        LibENet.enet_host_create(IntPtr.Zero, (nuint)options.PeerLimit, (nuint)options.ChannelLimit, options.IncomingBandwidth, options.OutgoingBandwidth),
        options);

    public ILivePeer Connect(int port, int channelCount, uint data) => Connect(IPAddress.Loopback, port, channelCount, data);

    public ILivePeer Connect(IPAddress address, int port, int channelCount, uint data)
    {
        IntPtr peer = LibENet.enet_host_connect(_host, NativeAddress.Of(address, port), (nuint)channelCount, data);
        if (peer == IntPtr.Zero) throw new InvalidOperationException("enet_host_connect found no free peer.");
        return Wrap(peer);
    }

    public bool TryService(int timeoutMs, [NotNullWhen(true)] out LiveEvent? happened)
    {
        happened = null;
        int answer = LibENet.enet_host_service(_host, out NativeEvent native, (uint)timeoutMs);
        if (answer < 0) throw new InvalidOperationException("enet_host_service failed.");
        if (answer == 0) return false;
        happened = Copy(native);
        return true;
    }

    public void Flush() => LibENet.enet_host_flush(_host);

    public void BandwidthLimit(uint incoming, uint outgoing) => LibENet.enet_host_bandwidth_limit(_host, incoming, outgoing);

    public void Dispose()
    {
        if (_host != IntPtr.Zero) LibENet.enet_host_destroy(_host);
        _host = IntPtr.Zero;
    }

    /// <summary>There is no function for it. The peers took over the default when the host was created, and would keep it until they are reset.</summary>
    private static void SetMtu(IntPtr host, int peerCount, int mtuBytes)
    {
        Marshal.WriteInt32(host, NativeLayout.Host.MtuBytes, mtuBytes);
        IntPtr peers = Marshal.ReadIntPtr(host, NativeLayout.Host.Peers);
        for (int slot = 0; slot < peerCount; slot++) Marshal.WriteInt32(peers, (slot * NativeLayout.Peer.SizeBytes) + NativeLayout.Peer.MtuBytes, mtuBytes);
    }

    private LiveEvent Copy(in NativeEvent native)
    {
        NativePeer peer = Wrap(native.Peer);
        if (native.Packet == IntPtr.Zero) return new LiveEvent((ENetEventType)native.Type, peer, native.ChannelId, native.Data, ENetPacketFlags.None, []);

        var payload = new byte[(int)Marshal.ReadIntPtr(native.Packet, NativeLayout.Packet.DataLength)];
        if (payload.Length > 0) Marshal.Copy(Marshal.ReadIntPtr(native.Packet, NativeLayout.Packet.Data), payload, 0, payload.Length);
        var flags = (ENetPacketFlags)Marshal.ReadInt32(native.Packet, NativeLayout.Packet.Flags);
        LibENet.enet_packet_destroy(native.Packet);
        return new LiveEvent((ENetEventType)native.Type, peer, native.ChannelId, native.Data, flags, payload);
    }

    private NativePeer Wrap(IntPtr peer)
    {
        if (!_peers.TryGetValue(peer, out NativePeer? known)) _peers[peer] = known = new NativePeer(peer);
        return known;
    }
}
