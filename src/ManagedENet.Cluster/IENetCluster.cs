using System;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Cluster;

/// <summary>
/// The players of all gateways, as this gateway sees them: a singleton of the application's services. A player is at one gateway at a time. Any thread may use it.
/// </summary>
/// <example><code>
/// public sealed class GameHandler(IENetCluster cluster) : IENetConnectionHandler
/// {
///     public async Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping)
///     {
///         PlayerId player = await WhoIsThisAsync(connection, stopping);
///         await using ENetSession session = await cluster.JoinAsync(player, connection, stopping);
///         await cluster.Group("lobby").AddAsync(player, stopping);
///         await foreach (ENetMessage message in connection.ReadAllAsync(stopping))
///         {
///             using (message) await cluster.Group("lobby").SendAsync(message.Memory, message.Channel, ENetPacketFlags.Reliable, stopping);
///         }
///     }
/// }
/// </code></example>
public interface IENetCluster
{
    /// <summary>This gateway. It is another one after the gateway has lost its lease.</summary>
    GatewayId Here { get; }

    /// <summary>True while this gateway has its lease, and so may serve players. It is false before the directory has answered for the first time.</summary>
    bool IsServing { get; }

    /// <summary>Players who are at this gateway now.</summary>
    int PlayerCount { get; }

    /// <summary>A group, by its name; nothing is made or asked for.</summary>
    /// <param name="name">1 to 128 characters, no control characters.</param>
    /// <exception cref="ArgumentException">That is no name; the message says why.</exception>
    IENetGroup Group(string name);

    /// <summary>
    /// A player whom your application has recognised is at this gateway from now on, in no group. Who had joined under the same name before, here or elsewhere, is disconnected with
    /// <see cref="ENetClusterOptions.SupersededData"/> before this is done; where that gateway does not answer, this waits until its lease is over.
    /// </summary>
    /// <param name="player">Who it is. The cluster does not prove it: authenticate the player first.</param>
    /// <param name="connection">Their connection. The session ends with it.</param>
    /// <param name="cancellationToken">Ends the waiting; the player is not here then.</param>
    /// <returns>The session, yours to dispose.</returns>
    /// <exception cref="ENetClusterBusyException">The directory does not answer, or this gateway has no lease.</exception>
    ValueTask<ENetSession> JoinAsync(PlayerId player, ENetConnection connection, CancellationToken cancellationToken = default);

    /// <summary>A text with which the player can go on at any gateway of the cluster, without a password, until <see cref="ENetClusterOptions.TokenLifetime"/> is over or they have joined or resumed again.</summary>
    /// <param name="session">The session that is to be gone on with. Send the text to its player, and to nobody else.</param>
    /// <returns>About 70 characters of base64url, and more for a long name: signed, not encrypted.</returns>
    string IssueToken(ENetSession session);

    /// <summary>Goes on with a session of this or of another gateway: the player is here from now on, and in the groups in which they were. The older session, where there still is one, ends as with <see cref="JoinAsync"/>.</summary>
    /// <param name="token">What the client has sent. It may be anything.</param>
    /// <param name="connection">The client's connection.</param>
    /// <param name="cancellationToken">Ends the waiting; the player is not here then.</param>
    /// <returns>The session, or why there is none. Issue a new token for it: the old one is worth nothing any more.</returns>
    /// <exception cref="ENetClusterBusyException">The directory does not answer, or this gateway has no lease. The token can be tried again.</exception>
    ValueTask<ENetResumeResult> ResumeAsync(string? token, ENetConnection connection, CancellationToken cancellationToken = default);

    /// <summary>Sends to a player, at whatever gateway they are. Who is at this gateway is reached at once, without the directory.</summary>
    /// <param name="player">The player.</param>
    /// <param name="payload">The bytes, 0 or more; leave them alone until the task is completed.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="flags">How it is to travel to the player.</param>
    /// <param name="cancellationToken">Ends the waiting; the message may arrive all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such <paramref name="flags"/>.</exception>
    ValueTask<ENetClusterSendResult> SendAsync(PlayerId player, ReadOnlyMemory<byte> payload, byte channel, ENetPacketFlags flags, CancellationToken cancellationToken = default);

    /// <summary>At which gateway a player is.</summary>
    /// <param name="player">The player.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The gateway; null when nobody has joined under this name, their connection is lost, or their gateway is gone.</returns>
    /// <exception cref="ENetClusterBusyException">The directory does not answer.</exception>
    ValueTask<GatewayId?> FindAsync(PlayerId player, CancellationToken cancellationToken = default);
}
