using System;
using System.Collections.Immutable;
using System.Threading;

namespace ManagedENet.Cluster.Directory;

/// <summary>What the directory in memory knows of a player. Whoever changes it waits for the gate; anybody may read it.</summary>
internal sealed class MemoryPlayer
{
    private Place? _place;

    /// <summary>One claim at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>True when nobody finds it any more: whoever has waited for the gate looks for the player again.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Where the player is; null when nowhere.</summary>
    public Place? Now
    {
        get => Volatile.Read(ref _place);
        set => Volatile.Write(ref _place, value);
    }

    /// <summary>Where a player is, or was.</summary>
    /// <param name="Gateway">The gateway; null while the player is away.</param>
    /// <param name="Lease">How long a lease of the gateway is.</param>
    /// <param name="Generation">The newest session.</param>
    /// <param name="Groups">The groups.</param>
    /// <param name="Away">For how long a player that is away is remembered.</param>
    public sealed record Place(GatewayId? Gateway, TimeSpan Lease, long Generation, ImmutableHashSet<string> Groups, LeaseTime Away)
    {
        /// <summary>True when it is to be forgotten.</summary>
        public bool IsOver(TimeProvider time) => Gateway is null && Away.IsOver(time);
    }
}
