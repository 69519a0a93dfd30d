using System;
using ManagedENet.Internal;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Transports;

namespace ManagedENet;

/// <summary>
/// How many datagrams, commands and packets were dropped on the way in, by reason. Live: it reads the counters of the host, and those of its transport for
/// datagrams that the host never saw because they were empty or too long. Any thread may read it. The default value counts nothing.
/// </summary>
public readonly struct ENetDropCounts
{
    private readonly HostCounters? _counters;
    private readonly TransportSeat? _seat;

    internal ENetDropCounts(HostCounters counters, TransportSeat seat)
    {
        _counters = counters;
        _seat = seat;
    }

    /// <summary>Drops of all reasons together.</summary>
    public long Total
    {
        get
        {
            if (_counters is null || _seat is null) return 0;
            TransportStatistics transport = _seat.Statistics;
            return _counters.TotalDrops + transport.Empty + transport.Truncated;
        }
    }

    /// <summary>Drops for one reason.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reason.</exception>
    public long this[DropReason reason] => _counters is null || _seat is null ? 0 : _counters[reason] + reason switch
    {
        DropReason.EmptyDatagram => _seat.Statistics.Empty,
        DropReason.OversizedDatagram => _seat.Statistics.Truncated,
        _ => 0,
    };
}
