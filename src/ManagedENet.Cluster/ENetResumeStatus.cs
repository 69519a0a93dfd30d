namespace ManagedENet.Cluster;

/// <summary>What became of an attempt to resume.</summary>
public enum ENetResumeStatus
{
    /// <summary>The player is here.</summary>
    Resumed = 0,

    /// <summary>The text is no token, or none of this cluster's keys has signed it.</summary>
    InvalidToken = 1,

    /// <summary>The token was good, and its time is over: the player has to prove anew who they are.</summary>
    Expired = 2,

    /// <summary>The player has joined or resumed since this token was issued: it is worth nothing any more.</summary>
    Superseded = 3,
}
