using ManagedENet.Cluster.Directory;
using Orleans;

namespace ManagedENet.Orleans.Wire;

/// <summary>What the directory says to a claim.</summary>
[GenerateSerializer]
[Immutable]
[Alias("ManagedENet.ClaimAnswer")]
internal sealed record WireAnswer([property: Id(0)] bool IsGranted, [property: Id(1)] long Generation, [property: Id(2)] string[] Groups)
{
    public ENetClaimAnswer ToAnswer() => IsGranted ? new ENetClaimAnswer(IsGranted, Generation, Groups) : ENetClaimAnswer.Superseded;
}
