namespace ManagedENet.Protocol.Buffers;

/// <summary>The limits of a host's queues in one direction, and what all its peers use together.</summary>
internal sealed class SharedBudget
{
    public SharedBudget(long peerLimit, long hostLimit)
    {
        PeerLimit = peerLimit;
        HostLimit = hostLimit;
    }

    /// <summary>Bytes one peer may hold.</summary>
    public long PeerLimit { get; }

    /// <summary>Bytes all peers together may hold.</summary>
    public long HostLimit { get; }

    /// <summary>Bytes all peers hold now.</summary>
    public long Used { get; set; }
}
