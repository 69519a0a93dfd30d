using System;
using System.Collections.Generic;

namespace ManagedENet.Cluster.Directory;

/// <summary>What a gateway knows of one of its sessions.</summary>
/// <param name="Player">Who it is.</param>
/// <param name="Gateway">The gateway.</param>
/// <param name="Lease">How long a lease of this gateway is.</param>
/// <param name="Generation">The number of the session: of two sessions of a player, the one with the larger number is the newer.</param>
/// <param name="Groups">The groups that the player is in.</param>
public sealed record ENetSessionInfo(PlayerId Player, GatewayId Gateway, TimeSpan Lease, long Generation, IReadOnlyCollection<string> Groups);
