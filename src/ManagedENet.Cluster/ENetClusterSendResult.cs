namespace ManagedENet.Cluster;

/// <summary>What became of a message to a player. The first five have the numbers of <see cref="ENetSendResult"/>, and are what the player's own gateway has answered.</summary>
public enum ENetClusterSendResult
{
    /// <summary>Queued at the gateway of the player.</summary>
    Queued = 0,

    /// <summary>Longer than the host of the player's gateway allows.</summary>
    TooLarge = 1,

    /// <summary>The player is known and not connected now: they may be on their way to another gateway.</summary>
    NotConnected = 2,

    /// <summary>Too much waits for this player already; try again later, or leave it.</summary>
    QueueFull = 3,

    /// <summary>The player's connection has fewer channels, or the channel carries a stream.</summary>
    InvalidChannel = 4,

    /// <summary>Nobody has joined under this name.</summary>
    NoSuchPlayer = 5,

    /// <summary>The directory, or the player's gateway, did not answer in time. Whether the message has arrived nobody knows.</summary>
    Busy = 6,
}
