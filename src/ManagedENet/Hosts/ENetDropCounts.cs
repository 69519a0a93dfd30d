using System;
using ManagedENet.Internal;
using ManagedENet.Transports;

namespace ManagedENet;

/// <summary>
/// How many datagrams, commands and packets were dropped on the way in, by reason. Live: it reads the counters of the host, and those of its transport for
/// datagrams that the host never saw because they were empty or too long. Any thread may read it. The default value counts nothing.
/// </summary>
public readonly struct ENetDropCounts
{
    private readonly Engine[]? _engines;

    internal ENetDropCounts(Engine[] engines) => _engines = engines;

    /// <summary>Drops of all reasons together.</summary>
    public long Total
    {
        get
        {
            long all = 0;
            foreach (Engine engine in Engines)
            {
                TransportStatistics transport = engine.Seat.Statistics;
                all += engine.Core.Counters.TotalDrops + transport.Empty + transport.Truncated;
            }

            return all;
        }
    }

    /// <summary>Drops for one reason.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such reason.</exception>
    public long this[DropReason reason]
    {
        get
        {
            long all = 0;
            foreach (Engine engine in Engines)
            {
                all += engine.Core.Counters[reason] + reason switch
                {
                    DropReason.EmptyDatagram => engine.Seat.Statistics.Empty,
                    DropReason.OversizedDatagram => engine.Seat.Statistics.Truncated,
                    _ => 0,
                };
            }

            return all;
        }
    }

    private Engine[] Engines => _engines ?? Array.Empty<Engine>();
}
