using System;
using System.Threading.Tasks;
using ManagedENet.Orleans.Wire;
using Orleans;
using Orleans.Concurrency;

namespace ManagedENet.Orleans.Grains;

/// <summary>Where one player is, whose name is the key.</summary>
[Alias("ManagedENet.IPlayerGrain")]
internal interface IPlayerGrain : IGrainWithStringKey
{
    /// <summary>Gives the player to a gateway, when the session before is over.</summary>
    [Alias("Claim")]
    Task<WireAnswer> ClaimAsync(WireClaim claim);

    /// <summary>A gateway reminds of a session; the player's groups, or null when it is not the newest.</summary>
    [Alias("Renew")]
    Task<string[]?> RenewAsync(WireSession session);

    /// <summary>A session is over.</summary>
    [Alias("Leave")]
    Task LeaveAsync(long generation, TimeSpan keepFor, long resumable);

    /// <summary>Puts the player into a group or takes them out.</summary>
    [Alias("SetMember")]
    Task<bool> SetMemberAsync(string group, bool isMember);

    /// <summary>The gateway; null when the player is nowhere.</summary>
    [AlwaysInterleave]
    [Alias("Find")]
    Task<string?> FindAsync();

    /// <summary>Sends to the player; a number of <see cref="Cluster.ENetClusterSendResult"/>.</summary>
    [AlwaysInterleave]
    [Alias("Send")]
    Task<int> SendAsync(WireMessage message);
}
