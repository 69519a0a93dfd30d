namespace ManagedENet;

/// <summary>What an <see cref="ENetNotice"/> is about.</summary>
public enum ENetNoticeKind
{
    /// <summary>The other end compresses, this host does not: what comes from there is dropped.</summary>
    OnlyRemoteCompresses,

    /// <summary>What comes from there cannot be decompressed: another compressor, or a checksum on one end only.</summary>
    DifferentCompression,

    /// <summary>The other end uses a checksum, this host does not: what comes from there makes no sense.</summary>
    OnlyRemoteHasChecksum,

    /// <summary>This host uses a checksum, the other end does not: what comes from there is dropped.</summary>
    OnlyThisHostHasChecksum,

    /// <summary>Both ends use a checksum, and not the same one.</summary>
    DifferentChecksum,

    /// <summary>Somebody asks for a connection again and again and takes none of this host's answers, which are compressed.</summary>
    AnswersNotUnderstood,

    /// <summary>An attempt to connect has ended without an answer. The other end may drop what it gets for one of the reasons above.</summary>
    ConnectUnanswered,

    /// <summary>IPv6 was asked for and this machine has none: the host serves IPv4 alone.</summary>
    NoIPv6,

    /// <summary>The system has granted smaller socket buffers than the options ask for.</summary>
    SmallBuffers,

    /// <summary>The system refuses to send to an address: no route, a firewall, a datagram too long for the path.</summary>
    DestinationRefused,

    /// <summary>The application takes events more slowly than they come: what it is told grows old, and what the network brings is dropped when too much waits.</summary>
    ApplicationIsLate,

    /// <summary>
    /// The system's socket buffers are small for a server, which takes 4 MiB where the options leave it to the system. Of hosts that are bound to a port of your choice, once, at their start; for
    /// information: a small game does well with them.
    /// </summary>
    SmallSystemBuffers,

    /// <summary>A shard of an <see cref="ENetShardedHost"/> is full and sends somebody away, while another one has room.</summary>
    ShardFull,
}
