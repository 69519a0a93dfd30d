using System;
using System.Collections.Generic;
using Orleans;

namespace ManagedENet.Orleans.Grains;

/// <summary>What is stored of a player, in the grain storage <see cref="global::Orleans.Hosting.ENetSiloBuilderExtensions.StorageName"/>.</summary>
[GenerateSerializer]
[Alias("ManagedENet.PlayerState")]
internal sealed class PlayerState
{
    /// <summary>The gateway; null while the player is away, or nowhere.</summary>
    [Id(0)]
    public string? Gateway { get; set; }

    /// <summary>How long a lease of the gateway is.</summary>
    [Id(1)]
    public TimeSpan Lease { get; set; }

    /// <summary>The newest session; 0 when nothing is known of the player.</summary>
    [Id(2)]
    public long Generation { get; set; }

    /// <summary>The groups.</summary>
    [Id(3)]
    public List<string> Groups { get; set; } = [];

    /// <summary>Until when a player that is away is remembered.</summary>
    [Id(4)]
    public DateTimeOffset AwayUntil { get; set; }
}
