using System;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.Native;

/// <summary>A peer of the system's libenet. The memory belongs to its host and lives as long as that.</summary>
internal sealed class NativePeer(IntPtr handle) : ILivePeer
{
    public ENetPeerState State => (ENetPeerState)Marshal.ReadInt32(handle, NativeLayout.Peer.State);

    public int ChannelCount => (int)Marshal.ReadIntPtr(handle, NativeLayout.Peer.ChannelCount);

    public int MtuBytes => Marshal.ReadInt32(handle, NativeLayout.Peer.MtuBytes);

    public int WindowBytes => Marshal.ReadInt32(handle, NativeLayout.Peer.WindowBytes);

    public uint IncomingBandwidth => Read(NativeLayout.Peer.IncomingBandwidth);

    public uint OutgoingBandwidth => Read(NativeLayout.Peer.OutgoingBandwidth);

    public int IncomingSessionId => Marshal.ReadByte(handle, NativeLayout.Peer.IncomingSessionId);

    public int OutgoingSessionId => Marshal.ReadByte(handle, NativeLayout.Peer.OutgoingSessionId);

    public uint ConnectId => Read(NativeLayout.Peer.ConnectId);

    public ThrottleSettings Throttle => new(
        Read(NativeLayout.Peer.PacketThrottleIntervalMs),
        Read(NativeLayout.Peer.PacketThrottleAcceleration),
        Read(NativeLayout.Peer.PacketThrottleDeceleration));

    public bool Send(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        IntPtr packet = LibENet.enet_packet_create(IntPtr.Zero, (nuint)payload.Length, (uint)flags);
        if (payload.Length > 0) Marshal.Copy(payload.ToArray(), 0, Marshal.ReadIntPtr(packet, NativeLayout.Packet.Data), payload.Length);
        if (LibENet.enet_peer_send(handle, channelId, packet) == 0) return true;
        LibENet.enet_packet_destroy(packet);
        return false;
    }

    public void Disconnect(uint data) => LibENet.enet_peer_disconnect(handle, data);

    public void DisconnectNow(uint data) => LibENet.enet_peer_disconnect_now(handle, data);

    public void DisconnectLater(uint data) => LibENet.enet_peer_disconnect_later(handle, data);

    public void Reset() => LibENet.enet_peer_reset(handle);

    public void Timeout(int limit, int minimumMs, int maximumMs) => LibENet.enet_peer_timeout(handle, (uint)limit, (uint)minimumMs, (uint)maximumMs);

    public void ThrottleConfigure(ThrottleSettings settings) =>
        LibENet.enet_peer_throttle_configure(handle, settings.IntervalMs, settings.Acceleration, settings.Deceleration);

    private uint Read(int offset) => (uint)Marshal.ReadInt32(handle, offset);
}
