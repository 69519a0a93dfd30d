using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet;

/// <summary>How many datagrams, commands and packets were dropped, by reason. Live: it reads the host's counters.</summary>
public readonly struct ENetDropCounts
{
    private readonly HostCounters _counters;

    internal ENetDropCounts(HostCounters counters) => _counters = counters;

    /// <summary>Drops of all reasons together.</summary>
    public long Total => _counters.TotalDrops;

    /// <summary>Drops for one reason.</summary>
    public long this[DropReason reason] => _counters[reason];
}
