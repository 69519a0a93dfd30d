using System;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Cluster;

/// <summary>
/// Players that are told the same: a room, a team, everybody in a lobby. A group is there as long as somebody is in it; nobody makes or removes it. Its members belong to their own gateways, and the directory knows only
/// which gateways have any. Any thread may use it.
/// </summary>
public interface IENetGroup
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Adds a player, at whatever gateway they are. They stay in the group until they are removed or leave; who resumes in time is still in it.</summary>
    /// <param name="player">The player.</param>
    /// <param name="cancellationToken">Ends the waiting; the player may be in the group all the same.</param>
    /// <returns>False when nobody has joined under this name, or their gateway is gone.</returns>
    /// <exception cref="ENetClusterBusyException">The directory does not answer.</exception>
    ValueTask<bool> AddAsync(PlayerId player, CancellationToken cancellationToken = default);

    /// <summary>Removes a player, at whatever gateway they are.</summary>
    /// <param name="player">The player.</param>
    /// <param name="cancellationToken">Ends the waiting; the player may be out of the group all the same.</param>
    /// <returns>False when nobody has joined under this name, or their gateway is gone.</returns>
    /// <exception cref="ENetClusterBusyException">The directory does not answer.</exception>
    ValueTask<bool> RemoveAsync(PlayerId player, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends to everybody in the group: first, and at once, to those at this gateway, then with one call to each other gateway that has any. When the directory is down the players of this gateway are served all the same.
    /// Two gateways that send at the same time may be heard in different orders.
    /// </summary>
    /// <param name="payload">The bytes, 0 or more; leave them alone until the task is completed.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="flags">How it is to travel to each player.</param>
    /// <param name="cancellationToken">Ends the waiting for the directory; what was sent is sent.</param>
    /// <returns>How many were reached. The task does not wait for the other gateways.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such <paramref name="flags"/>.</exception>
    ValueTask<ENetGroupSendResult> SendAsync(ReadOnlyMemory<byte> payload, byte channel, ENetPacketFlags flags, CancellationToken cancellationToken = default);
}
