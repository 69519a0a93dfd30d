using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Recovery;

/// <summary>When a silent connection is given up: a factor of doubled waiting times, and the shortest and longest silence.</summary>
internal struct TimeoutLimits
{
    /// <summary>Power-of-two limit of attempts.</summary>
    public uint Limit { get; private set; }

    /// <summary>Shortest silence, ms.</summary>
    public uint MinimumMs { get; private set; }

    /// <summary>Longest silence, ms.</summary>
    public uint MaximumMs { get; private set; }

    /// <summary>As in native: that its datagrams arrive keeps nobody who acknowledges nothing.</summary>
    public bool GivesUpLivePeers { get; set; }

    /// <summary><see cref="MinimumMs"/> in microseconds.</summary>
    public readonly long MinimumUs => (long)MinimumMs * ProtocolTime.UsPerMs;

    /// <summary><see cref="MaximumMs"/> in microseconds.</summary>
    public readonly long MaximumUs => (long)MaximumMs * ProtocolTime.UsPerMs;

    /// <summary>Native's defaults.</summary>
    public static TimeoutLimits Default
    {
        get
        {
            var limits = default(TimeoutLimits);
            limits.Set(0, 0, 0);
            return limits;
        }
    }

    /// <summary>Sets the limits; 0 stands for the default of each.</summary>
    // Requirement: REL-034
    public void Set(uint limit, uint minimumMs, uint maximumMs)
    {
        Limit = limit == 0 ? ProtocolConstants.DefaultTimeoutLimit : limit;
        MinimumMs = minimumMs == 0 ? ProtocolConstants.DefaultTimeoutMinimumMs : minimumMs;
        MaximumMs = maximumMs == 0 ? ProtocolConstants.DefaultTimeoutMaximumMs : maximumMs;
    }

    /// <summary>
    /// True when a silence of this length is too long: after the maximum in any case, after the minimum once a command was tried so often that the power of two of its
    /// retries reaches the limit.
    /// </summary>
    // Requirement: REL-033
    public readonly bool AreOver(long silentUs, int attempts, uint limit)
    {
        if (silentUs >= MaximumUs) return true;
        return silentUs >= MinimumUs && Backoff(attempts) >= limit;
    }

    // Requirement: REL-034, LIM-025
    private static uint Backoff(int attempts) => attempts > 32 ? uint.MaxValue : 1u << (attempts - 1);
}
