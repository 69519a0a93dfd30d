using System;

namespace ManagedENet.Interop.Live;

/// <summary>A peer of either implementation.</summary>
internal interface ILivePeer
{
    ENetPeerState State { get; }

    int ChannelCount { get; }

    int MtuBytes { get; }

    int WindowBytes { get; }

    uint IncomingBandwidth { get; }

    uint OutgoingBandwidth { get; }

    int IncomingSessionId { get; }

    int OutgoingSessionId { get; }

    uint ConnectId { get; }

    ThrottleSettings Throttle { get; }

    /// <summary>True when the packet was queued.</summary>
    bool Send(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags);

    void Disconnect(uint data);

    void DisconnectNow(uint data);

    void DisconnectLater(uint data);

    void Reset();

    void Timeout(int limit, int minimumMs, int maximumMs);

    void ThrottleConfigure(ThrottleSettings settings);
}
