using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Cluster.Directory;

/// <summary>
/// Where all players are, and which gateways have members of a group: one for the cluster, whatever it is made of. Gateways ask it through <see cref="IENetCluster"/>; an application calls it only to write another one. A
/// call that fails, or takes too long, is "busy" for whoever has made it.
/// </summary>
/// <remarks>
/// What every directory promises: a player has one session with the largest generation, and a claim is granted only when the session before it is over: its gateway has said so, or its gateway's lease is. A gateway counts
/// its lease from the moment in which it asks, the directory from the moment in which it is asked, so the gateway knows first.
/// </remarks>
public interface IENetDirectory
{
    /// <summary>Gives a gateway its lease, or goes on with it.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="face">Where the gateway is called until its lease is over.</param>
    /// <param name="lease">How long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when this id has had a lease that is over: the gateway has to go on under another one.</returns>
    ValueTask<bool> RenewAsync(GatewayId gateway, IENetGateway face, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>A gateway gives its lease back: it has no players any more.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask ReleaseAsync(GatewayId gateway, CancellationToken cancellationToken);

    /// <summary>Gives a player to a gateway, when their session before is over.</summary>
    /// <param name="claim">Who wants whom.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<ENetClaimAnswer> ClaimAsync(ENetClaim claim, CancellationToken cancellationToken);

    /// <summary>Reminds the directory of a session, which it takes over when it knows of none that is newer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The groups that the player is in, as the directory knows them; null when the session is not the newest.</returns>
    ValueTask<IReadOnlyCollection<string>?> RenewSessionAsync(ENetSessionInfo session, CancellationToken cancellationToken);

    /// <summary>A session is over.</summary>
    /// <param name="player">The player.</param>
    /// <param name="generation">The session; nothing happens when there is a newer one.</param>
    /// <param name="keepFor">How long the player's groups are kept for their return; zero forgets the player.</param>
    /// <param name="resumable">The session whose token is good for the return: this one, or the one before it when this one was granted too late to begin.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask LeaveAsync(PlayerId player, long generation, TimeSpan keepFor, long resumable, CancellationToken cancellationToken);

    /// <summary>At which gateway a player is; null when at none that has its lease.</summary>
    /// <param name="player">The player.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<GatewayId?> FindAsync(PlayerId player, CancellationToken cancellationToken);

    /// <summary>Sends a message to a player through their gateway.</summary>
    /// <param name="player">The player.</param>
    /// <param name="message">The message; its bytes are the caller's again when the task is completed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<ENetClusterSendResult> SendAsync(PlayerId player, ENetClusterMessage message, CancellationToken cancellationToken);

    /// <summary>Puts a player into a group, or takes them out of it: notes it, tells their gateway, and announces what that answers.</summary>
    /// <param name="player">The player.</param>
    /// <param name="group">The group.</param>
    /// <param name="isMember">True to be in it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the player is not known, or their gateway is gone.</returns>
    ValueTask<bool> SetMemberAsync(PlayerId player, string group, bool isMember, CancellationToken cancellationToken);

    /// <summary>A gateway says how many players it has in a group. It is called of this until the gateway says 0, or its lease is over and it has not said so again.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="face">Where it is called.</param>
    /// <param name="lease">For how long it holds.</param>
    /// <param name="count">How many; nothing happens when a newer count was announced before.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask AnnounceAsync(GatewayId gateway, IENetGateway face, TimeSpan lease, ENetGroupCount count, CancellationToken cancellationToken);

    /// <summary>Sends a message to a group: one call for each gateway that has members, but for the one that sends.</summary>
    /// <param name="group">The group.</param>
    /// <param name="except">The gateway that sends, which has told its own players.</param>
    /// <param name="message">The message; its bytes are the caller's again when the task is completed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many gateways were called. Nobody waits for them.</returns>
    ValueTask<int> BroadcastAsync(string group, GatewayId except, ENetClusterMessage message, CancellationToken cancellationToken);
}
