using System;

namespace ManagedENet.Cluster;

/// <summary>The directory did not answer in time, or this gateway has no lease: nothing is decided, and the same call may succeed in a second. Tell the player that the server is busy.</summary>
public sealed class ENetClusterBusyException : Exception
{
    /// <summary>Makes one.</summary>
    public ENetClusterBusyException()
        : this("The directory of players is busy: try again.")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What did not answer, in a sentence.</param>
    public ENetClusterBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What did not answer, in a sentence.</param>
    /// <param name="innerException">What the directory has said; null when it said nothing.</param>
    public ENetClusterBusyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
