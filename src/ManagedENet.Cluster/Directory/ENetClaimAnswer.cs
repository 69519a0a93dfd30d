using System.Collections.Generic;

namespace ManagedENet.Cluster.Directory;

/// <summary>What the directory says to a claim.</summary>
/// <param name="IsGranted">False when the token that the player came with was issued for a session that is not the newest.</param>
/// <param name="Generation">The number of the new session, larger than that of every older one of this player; 0 when there is none.</param>
/// <param name="Groups">The groups that the player is in: those of the session that is gone on with, as far as the directory still knows them.</param>
public sealed record ENetClaimAnswer(bool IsGranted, long Generation, IReadOnlyCollection<string> Groups)
{
    /// <summary>The answer to a token of an older session.</summary>
    public static ENetClaimAnswer Superseded { get; } = new(IsGranted: false, 0, []);
}
