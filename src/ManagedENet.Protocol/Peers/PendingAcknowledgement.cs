using ManagedENet.Protocol.Buffers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Peers;

/// <summary>An acknowledgement that waits for the next datagram.</summary>
internal struct PendingAcknowledgement : ISlabEntry
{
    /// <summary>The number that arrived.</summary>
    public ushort ReliableSequence;

    /// <summary>The sent time of the datagram it came in.</summary>
    public ushort SentTime;

    /// <summary>The channel it came on.</summary>
    public byte ChannelId;

    /// <summary>What is acknowledged: the acknowledgement of a DISCONNECT ends the peer.</summary>
    public CommandKind Kind;

    /// <inheritdoc/>
    public int Next { get; set; }

    /// <inheritdoc/>
    public int Previous { get; set; }
}
