using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Interop.Live;

/// <summary>A peer of ours.</summary>
internal sealed class ManagedLivePeer(ENetPeer peer) : ILivePeer
{
    public ENetPeerState State => peer.State;

    public int ChannelCount => peer.ChannelCount;

    public int MtuBytes => peer.MtuBytes;

    public int WindowBytes => peer.WindowBytes;

    public uint IncomingBandwidth => peer.IncomingBandwidth;

    public uint OutgoingBandwidth => peer.OutgoingBandwidth;

    public int IncomingSessionId => peer.IncomingSessionId;

    public int OutgoingSessionId => peer.OutgoingSessionId;

    public uint ConnectId => peer.ConnectId;

    public ThrottleSettings Throttle => new(Core.PacketThrottleIntervalMs, Core.PacketThrottleAcceleration, Core.PacketThrottleDeceleration);

    public bool Send(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => peer.Send(channelId, payload, flags) == ENetSendResult.Queued;

    public void Disconnect(uint data) => peer.Disconnect(data);

    public void DisconnectNow(uint data) => peer.DisconnectNow(data);

    public void DisconnectLater(uint data) => peer.DisconnectLater(data);

    public void Reset() => peer.Reset();

    public void Timeout(int limit, int minimumMs, int maximumMs) =>
        peer.SetTimeout(limit, TimeSpan.FromMilliseconds(minimumMs), TimeSpan.FromMilliseconds(maximumMs));

    public void ThrottleConfigure(ThrottleSettings settings) =>
        peer.ConfigureThrottle(TimeSpan.FromMilliseconds(settings.IntervalMs), settings.Acceleration, settings.Deceleration);

    private Connection Core => peer.Host.Core.GetPeer(peer.Id) ?? throw new InvalidOperationException("The slot was never used.");
}
