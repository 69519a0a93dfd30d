using System;
using ManagedENet.Cluster.Directory;
using Orleans;

namespace ManagedENet.Orleans.Wire;

/// <summary>A gateway wants a player for itself; the grain knows which player.</summary>
[GenerateSerializer]
[Immutable]
[Alias("ManagedENet.Claim")]
internal sealed record WireClaim([property: Id(0)] string Gateway, [property: Id(1)] TimeSpan Lease, [property: Id(2)] long Resumes)
{
    public static WireClaim Of(ENetClaim claim) => new(claim.Gateway.Value, claim.Lease, claim.Resumes);
}
