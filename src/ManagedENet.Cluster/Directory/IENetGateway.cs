namespace ManagedENet.Cluster.Directory;

/// <summary>What a directory asks of a gateway. None of it calls the directory, so the directory may wait for it. Any thread may call it.</summary>
public interface IENetGateway
{
    /// <summary>Sends a message to a player of this gateway.</summary>
    /// <param name="player">The player.</param>
    /// <param name="message">The message; its bytes are not needed after the call.</param>
    /// <returns>What the player's connection says; <see cref="ENetClusterSendResult.NotConnected"/> when the player is not here.</returns>
    ENetClusterSendResult Deliver(PlayerId player, in ENetClusterMessage message);

    /// <summary>Sends a message to all players of this gateway that are in a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="message">The message; its bytes are not needed after the call.</param>
    /// <returns>In how many queues it is.</returns>
    int Broadcast(string group, in ENetClusterMessage message);

    /// <summary>Ends a session, because a newer one of the player begins elsewhere. When this is done, the gateway does not serve the player in that session any more.</summary>
    /// <param name="player">The player.</param>
    /// <param name="generation">The session. A newer or older one of the same player is left alone.</param>
    void Supersede(PlayerId player, long generation);

    /// <summary>Puts a player of this gateway into a group, or takes them out of it.</summary>
    /// <param name="player">The player.</param>
    /// <param name="generation">Their session.</param>
    /// <param name="group">The group.</param>
    /// <param name="isMember">True to be in it.</param>
    /// <returns>How many players of this gateway are in the group now, for <see cref="IENetDirectory.AnnounceAsync"/>; null when there is no such session here.</returns>
    ENetGroupCount? SetMember(PlayerId player, long generation, string group, bool isMember);
}
