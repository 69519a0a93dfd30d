using System;

namespace ManagedENet.Simulation.Swarm;

/// <summary>Who is told, in words, what happens in a world.</summary>
/// <param name="Reader">Is told line by line; null for nobody.</param>
/// <param name="WireFrom">The millisecond of the world from which on datagrams are told as well; 0 for never.</param>
internal readonly record struct SwarmJournal(Action<string>? Reader, long WireFrom)
{
    /// <summary>From when on datagrams are told.</summary>
    public long WireFromMs => Reader is null || WireFrom == 0 ? long.MaxValue : WireFrom;
}
