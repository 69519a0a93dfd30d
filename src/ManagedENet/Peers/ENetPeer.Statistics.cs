using System;

namespace ManagedENet;

/// <content>What a peer tells about its traffic, its throttle and its time-out.</content>
public sealed partial class ENetPeer
{
    /// <summary>
    /// What went to and came from the remote since this connection was asked for: a copy of the counters at this moment, 64 bits each. They stay readable after its end.
    /// </summary>
    public ENetPeerStatistics Statistics => new(Checked);

    /// <summary>Reliable payload bytes that may be under way: what the rules of <see cref="CongestionControl"/> make of the line. Bytes.</summary>
    public long CongestionWindow => Checked.CongestionWindowBytes;

    /// <summary>Bytes per second at which reliable data leaves; 0 as fast as it goes, as always under native's rules.</summary>
    public long PacingRate => Checked.PacingRate;

    /// <summary>Commands sent in the running interval of the loss statistic, repetitions included (<c>packetsSent</c>). <see cref="PacketLoss"/> is made from it.</summary>
    public long PacketsSent => Checked.PacketsSent;

    /// <summary>Commands not acknowledged in time in the running interval of the loss statistic (<c>packetsLost</c>).</summary>
    public long PacketsLost => Checked.PacketsLost;

    /// <summary>Start of the running interval of the loss statistic, on the host's clock; zero before the first (<c>packetLossEpoch</c>).</summary>
    public TimeSpan PacketLossEpoch => TimeSpan.FromMilliseconds(Checked.PacketLossEpochMs);

    /// <summary>Upper bound of <see cref="PacketThrottle"/> that the bandwidth limits allow, 0 to 32 (<c>packetThrottleLimit</c>).</summary>
    public uint PacketThrottleLimit => Checked.PacketThrottleLimit;

    /// <summary>Place in the cycle in which unreliable packets are dropped, 0 to 31 (<c>packetThrottleCounter</c>).</summary>
    public uint PacketThrottleCounter => Checked.PacketThrottleCounter;

    /// <summary>Start of the running throttle interval, on the host's clock; zero before the first (<c>packetThrottleEpoch</c>).</summary>
    public TimeSpan PacketThrottleEpoch => TimeSpan.FromMilliseconds(Checked.PacketThrottleEpochMs);

    /// <summary>Over which time the lowest round-trip time is taken (<c>packetThrottleInterval</c>). <see cref="ConfigureThrottle"/> sets it.</summary>
    public TimeSpan PacketThrottleInterval => TimeSpan.FromMilliseconds(Checked.PacketThrottleIntervalMs);

    /// <summary>What the throttle gains when the round trip gets shorter, in 32nds (<c>packetThrottleAcceleration</c>).</summary>
    public uint PacketThrottleAcceleration => Checked.PacketThrottleAcceleration;

    /// <summary>What the throttle loses when the round trip gets longer, in 32nds (<c>packetThrottleDeceleration</c>).</summary>
    public uint PacketThrottleDeceleration => Checked.PacketThrottleDeceleration;

    /// <summary>The factor of <see cref="SetTimeout"/> (<c>timeoutLimit</c>).</summary>
    public int TimeoutLimit => (int)Math.Min(Checked.TimeoutLimit, int.MaxValue);

    /// <summary>The shortest silence of <see cref="SetTimeout"/> (<c>timeoutMinimum</c>).</summary>
    public TimeSpan TimeoutMinimum => TimeSpan.FromMilliseconds(Checked.TimeoutMinimumMs);

    /// <summary>The longest silence of <see cref="SetTimeout"/> (<c>timeoutMaximum</c>).</summary>
    public TimeSpan TimeoutMaximum => TimeSpan.FromMilliseconds(Checked.TimeoutMaximumMs);

    /// <summary>
    /// The number that the remote passed to its connect, or that goes with the end of the connection (<c>eventData</c>).
    /// </summary>
    public uint EventData => Checked.EventData;
}
