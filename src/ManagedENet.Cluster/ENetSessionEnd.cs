namespace ManagedENet.Cluster;

/// <summary>Why a session is over.</summary>
public enum ENetSessionEnd
{
    /// <summary>The player has left, or the session was disposed: nothing of it is kept.</summary>
    Left,

    /// <summary>The connection was lost. The player may resume within <see cref="ENetClusterOptions.ResumeTime"/>, here or at another gateway, and is in their groups again.</summary>
    ConnectionLost,

    /// <summary>The player has joined again, here or at another gateway: the newer session counts. The connection was told <see cref="ENetClusterOptions.SupersededData"/>.</summary>
    Superseded,

    /// <summary>This gateway could not renew its lease in time, and another one may serve the player. The connection was told <see cref="ENetClusterOptions.MoveData"/>.</summary>
    Fenced,

    /// <summary>The application stops. The connection was told <see cref="ENetClusterOptions.MoveData"/>; the player may resume at another gateway.</summary>
    Stopping,
}
