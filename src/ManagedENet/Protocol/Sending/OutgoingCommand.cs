using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>A command that waits to be sent, or was sent and waits for its acknowledgement.</summary>
internal struct OutgoingCommand : ISlabEntry
{
    /// <summary>Bytes of an entry.</summary>
    public const int SizeBytes = 64 + PayloadCell.SizeBytes;

    /// <summary>When it was sent last, microseconds; before that, in the first command of a packet, from when on that is too late (<see cref="SendTerms"/>).</summary>
    public long SentTimeUs;

    /// <summary>How long to wait for the acknowledgement, microseconds; 0 until it is sent for the first time. Grows with each attempt, to 71 minutes at most.</summary>
    public uint RetransmitAfterUs;

    /// <summary>The sent time as the wire shows it, which an acknowledgement echoes.</summary>
    public ushort SentTime;

    /// <summary>Where it ended in the datagram that it was sent in last, bytes: that was at least so long. 0 where the datagram could be cut on the way.</summary>
    public ushort Place;

    /// <summary>In <see cref="Block"/>: the payload lies in the command's own cell.</summary>
    public const int InCell = -2;

    /// <summary>Number of the pooled block, or -1, or <see cref="InCell"/>.</summary>
    public int Block;

    /// <summary>Where the payload starts in the block.</summary>
    public int Offset;

    /// <summary>Place in the order in which the host's commands were queued.</summary>
    public uint QueueOrder;

    /// <summary>Number and count of a fragment; the fields of the small control commands.</summary>
    public uint First;

    /// <summary>See <see cref="First"/>.</summary>
    public uint Second;

    /// <summary>
    /// See <see cref="First"/>; of the first command of a packet, what that replaces (<see cref="SendTerms"/>); of a reliable payload that was lost, the datagram that it was
    /// in first.
    /// </summary>
    public uint Third;

    /// <summary>What the rules of sending noted when it was sent (<see cref="Recovery.LossRecovery.Mark"/>); before that, the link to <see cref="NextUnnumbered"/>.</summary>
    public uint Mark;

    /// <summary>Bytes of the payload.</summary>
    public ushort Length;

    /// <summary>Reliable sequence number in the command's header.</summary>
    public ushort ReliableSequence;

    /// <summary>Unreliable sequence number, unsequenced group, or the start of an unreliable packet's fragments.</summary>
    public ushort UnreliableSequence;

    /// <summary>How often it was sent.</summary>
    public ushort SendAttempts;

    /// <summary>What it is.</summary>
    public CommandKind Kind;

    /// <summary>The flags in its header.</summary>
    public CommandFlags Flags;

    /// <summary>The channel in its header.</summary>
    public byte ChannelId;

    /// <summary>How far it has come; with the links, the fields before the cell fill 64 bytes.</summary>
    public OutgoingStage Stage;

    /// <summary>A short payload, or what the handshake says.</summary>
    public PayloadCell Cell;

    /// <inheritdoc/>
    public int Next { get; set; }

    /// <inheritdoc/>
    public int Previous { get; set; }

    /// <summary>The next command of its channel without a number, or -1; only while it has none itself. It shares the place of a value that nothing needs before.</summary>
    public int NextUnnumbered
    {
        readonly get => (int)Mark - 1;
        set => Mark = (uint)(value + 1);
    }

    /// <summary>True while it stands in the list of what was sent and not acknowledged.</summary>
    public readonly bool IsInFlight => Stage == OutgoingStage.InFlight;

    /// <summary>True for the commands that carry an application's bytes.</summary>
    public readonly bool CarriesPayload => CommandLayout.CarriesPayload(Kind);

    /// <summary>True for a packet in one piece, and for the first part of one.</summary>
    public readonly bool StartsPacket => Offset == 0;

    /// <summary>True for a part of a packet.</summary>
    public readonly bool IsFragment => Kind is CommandKind.SendFragment or CommandKind.SendUnreliableFragment;

    /// <summary>True for the parts of a packet whose first part is given, but for that one itself.</summary>
    public readonly bool IsPartOf(in OutgoingCommand first) => Kind == first.Kind && IsFragment && Block == first.Block && ChannelId == first.ChannelId && !StartsPacket;

    /// <summary>True for the first command of a packet that may be given up (<see cref="SendTerms"/>); only while it carries a payload and has no number.</summary>
    public readonly bool HasTerms => SentTimeUs != 0 || Third != 0;

    /// <summary>True when the packet that it begins is too late to be sent.</summary>
    public readonly bool IsLate(long nowUs) => Stage == OutgoingStage.Unnumbered && SentTimeUs != 0 && nowUs >= SentTimeUs;

    /// <summary>True when one was queued before the other, on whatever channel.</summary>
    public static bool WasQueuedBefore(in OutgoingCommand one, in OutgoingCommand other) => (int)(one.QueueOrder - other.QueueOrder) < 0;

    /// <summary>True for a ping that was sent to probe the path, alone in a datagram that it is too short for.</summary>
    public readonly bool IsPathProbe => Kind == CommandKind.Ping && First != 0;

    /// <summary>True when the sender wants an acknowledgement.</summary>
    public readonly bool IsReliable => (Flags & CommandFlags.Acknowledge) != 0;

    /// <summary>The header as it stands on the wire.</summary>
    public readonly CommandHeader Header => new(Kind, Flags, ChannelId, ReliableSequence);
}
