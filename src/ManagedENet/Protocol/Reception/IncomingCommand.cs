using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Reception;

/// <summary>A received packet, whole or in parts, that waits for its turn or for the application.</summary>
internal struct IncomingCommand : ISlabEntry
{
    /// <summary>Bytes of an entry.</summary>
    public const int SizeBytes = 40;

    /// <summary>Number of the pooled block, or -1 while the packet is incomplete.</summary>
    public int Block;

    /// <summary>Number of the assembly of an incomplete packet, or -1.</summary>
    public int Assembly;

    /// <summary>Bytes that count as waiting behind a gap, until it is next.</summary>
    public long BehindBytes;

    /// <summary>Bytes counted as waiting data.</summary>
    public int WaitingBytes;

    /// <summary>Sequence numbers a reliable packet takes: one, or one for each fragment.</summary>
    public int SequenceCount;

    /// <summary>Reliable sequence number; of the first fragment for a packet in parts.</summary>
    public ushort ReliableSequence;

    /// <summary>Unreliable sequence number.</summary>
    public ushort UnreliableSequence;

    /// <summary>An unreliable packet in parts: it may be given up for a newer one.</summary>
    public bool MayBeGivenUp;

    /// <summary>The channel it came on.</summary>
    public byte ChannelId;

    /// <inheritdoc/>
    public int Next { get; set; }

    /// <inheritdoc/>
    public int Previous { get; set; }
}
