using System;

namespace ManagedENet.Cluster.Directory;

/// <summary>A gateway wants a player for itself.</summary>
/// <param name="Player">Who it is.</param>
/// <param name="Gateway">The gateway.</param>
/// <param name="Lease">How long a lease of this gateway is.</param>
/// <param name="Resumes">The generation that the player's token was issued for; 0 when they join anew.</param>
public sealed record ENetClaim(PlayerId Player, GatewayId Gateway, TimeSpan Lease, long Resumes)
{
    /// <summary>True when an older session is gone on with.</summary>
    public bool IsResume => Resumes != 0;
}
