using System;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// Decides which share, in thirty-seconds, of the unreliable packets is sent: more while round trips are as short as in the last epoch, fewer while they are
/// clearly longer. Packets are dropped in a fixed cycle, not at random.
/// </summary>
internal struct PacketThrottle
{
    private const uint FullPart = 4;
    private const uint ClearPart = 2;

    private long _epochEndUs;

    public uint Value { get; private set; }

    public uint Limit { get; private set; }

    public uint Counter { get; private set; }

    public uint IntervalMs { get; private set; }

    public uint Acceleration { get; set; }

    public uint Deceleration { get; set; }

    /// <summary>Start of the epoch that runs, or <see cref="ProtocolTime.Unset"/> before the first.</summary>
    public long EpochUs { get; private set; }

    // Requirement: FLW-020
    public void Reset() => this = new PacketThrottle
    {
        Value = ProtocolConstants.ThrottleScale,
        Limit = ProtocolConstants.ThrottleScale,
        IntervalMs = ProtocolConstants.DefaultThrottleIntervalMs,
        Acceleration = ProtocolConstants.DefaultThrottleAcceleration,
        Deceleration = ProtocolConstants.DefaultThrottleDeceleration,
        EpochUs = ProtocolTime.Unset,
        _epochEndUs = ProtocolTime.Unset,
    };

    /// <summary>Sets its three parameters.</summary>
    public void Set(uint intervalMs, uint acceleration, uint deceleration)
    {
        IntervalMs = intervalMs;
        Acceleration = acceleration;
        Deceleration = deceleration;
        SetEpoch(EpochUs);
    }

    /// <summary>Adapts to a measured round trip.</summary>
    // Requirement: FLW-021, LIM-023
    public void Adapt(uint sampleMs, in RoundTripEstimator roundTrip)
    {
        if (roundTrip.LastEpochMs <= roundTrip.LastEpochVarianceMs)
        {
            Value = Limit;
        }
        else if (sampleMs <= roundTrip.LastEpochMs)
        {
            Value = (uint)Math.Min((ulong)Value + Acceleration, Limit);
        }
        else if (sampleMs > roundTrip.LastEpochMs + (2UL * roundTrip.LastEpochVarianceMs))
        {
            Value = Value > Deceleration ? Value - Deceleration : 0;
        }
    }

    /// <summary>The line is full: a quarter less, or half of it.</summary>
    public void Thin(bool isClearlyFull) => Value -= Math.Min(Value, Math.Max(Value / (isClearlyFull ? ClearPart : FullPart), 1));

    /// <summary>The line is not full: a step more.</summary>
    public void Thicken() => Value = (uint)Math.Min((ulong)Value + Acceleration, Limit);

    /// <summary>Ends the epoch when its time is over, and tells so.</summary>
    // Requirement: REL-015, LIM-023
    public bool TryEndEpoch(long nowUs)
    {
        if (nowUs < _epochEndUs) return false;
        // As in native, the very first millisecond of a clock begins no epoch.
        SetEpoch(ProtocolTime.ToMs(nowUs) == 0 ? ProtocolTime.Unset : nowUs);
        return true;
    }

    /// <summary>Sets the upper bound that the bandwidth limits allow.</summary>
    public void SetLimit(uint limit)
    {
        Limit = limit;
        Value = Math.Min(Value, limit);
    }

    /// <summary>True when the next unreliable packet is to be dropped.</summary>
    // Requirement: FLW-030, FLW-031
    public bool ShouldDrop()
    {
        Counter = (Counter + ProtocolConstants.ThrottleCounter) % ProtocolConstants.ThrottleScale;
        return Counter > Value;
    }

    private void SetEpoch(long startUs)
    {
        EpochUs = startUs;
        _epochEndUs = startUs == ProtocolTime.Unset ? startUs : startUs + ((long)IntervalMs * ProtocolTime.UsPerMs);
    }
}
