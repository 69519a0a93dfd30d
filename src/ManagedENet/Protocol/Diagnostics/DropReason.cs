namespace ManagedENet;

/// <summary>
/// Why something from the network was not taken. Every early exit of the receive path raises exactly one of these, so the counters of
/// <see cref="ENetDropCounts"/> tell what a host refused and why.
/// </summary>
public enum DropReason
{
    /// <summary>Nothing was dropped.</summary>
    None = 0,

    /// <summary>A datagram of no bytes.</summary>
    EmptyDatagram,

    /// <summary>A datagram shorter than its own header.</summary>
    TruncatedHeader,

    /// <summary>A datagram longer than the protocol's 4,096 bytes.</summary>
    OversizedDatagram,

    /// <summary>A peer id past the end of the table.</summary>
    UnknownSlot,

    /// <summary>A peer id whose slot nobody uses.</summary>
    FreeSlot,

    /// <summary>The right slot, from another address.</summary>
    WrongAddress,

    /// <summary>The right slot and address, but another session.</summary>
    WrongSession,

    /// <summary>A source that cannot be answered: port 0, or an unspecified, multicast or broadcast address.</summary>
    InvalidSource,

    /// <summary>Compressed, while this host has no compressor. Many of these mean that only the other end compresses.</summary>
    CompressedWithoutCompressor,

    /// <summary>The compressor could not make sense of it.</summary>
    DecompressionFailed,

    /// <summary>Too short to hold the checksum this host expects.</summary>
    MissingChecksum,

    /// <summary>The checksum is wrong. Many of these mean that only one end uses a checksum, or another one.</summary>
    ChecksumMismatch,

    /// <summary>A header with nothing behind it.</summary>
    HeaderOnly,

    /// <summary>A command number that does not exist.</summary>
    UnknownCommand,

    /// <summary>A command that is cut short.</summary>
    TruncatedCommand,

    /// <summary>A payload that claims to reach past the end of the datagram.</summary>
    PayloadBeyondEnd,

    /// <summary>A command other than CONNECT from somebody without a slot.</summary>
    CommandFromStranger,

    /// <summary>A CONNECT from somebody who has a slot.</summary>
    ConnectFromPeer,

    /// <summary>A CONNECT or VERIFY_CONNECT with no channel, or more than 255.</summary>
    InvalidChannelCount,

    /// <summary>A CONNECT with a peer id that does not fit into twelve bits.</summary>
    InvalidPeerId,

    /// <summary>The same CONNECT again.</summary>
    DuplicateConnect,

    /// <summary>A CONNECT while every slot is taken.</summary>
    HostFull,

    /// <summary>A CONNECT from an address that has its share of connections.</summary>
    TooManyFromAddress,

    /// <summary>A CONNECT that the application did not approve.</summary>
    NotApproved,

    /// <summary>A VERIFY_CONNECT that answers another attempt.</summary>
    ForeignVerify,

    /// <summary>A VERIFY_CONNECT that does not repeat what was proposed.</summary>
    InvalidVerify,

    /// <summary>A command that the peer's state does not allow.</summary>
    WrongState,

    /// <summary>A packet on a channel the connection does not have.</summary>
    InvalidChannel,

    /// <summary>A packet longer than this host accepts.</summary>
    PacketTooLarge,

    /// <summary>A sequence number outside the windows a receiver looks at.</summary>
    OutsideWindow,

    /// <summary>A packet that has arrived before.</summary>
    Duplicate,

    /// <summary>An unreliable packet that comes after a newer one.</summary>
    TooOld,

    /// <summary>A packet for which the peer's waiting data or memory budget has no room.</summary>
    OverBudget,

    /// <summary>A fragment whose numbers cannot be.</summary>
    InvalidFragment,

    /// <summary>A fragment that contradicts the earlier ones of its packet.</summary>
    ContradictingFragment,

    /// <summary>A fragment that has arrived before.</summary>
    DuplicateFragment,

    /// <summary>A fragment that would start one incomplete packet too many.</summary>
    TooManyAssemblies,

    /// <summary>An incomplete unreliable packet, given up because a newer one was delivered.</summary>
    StaleFragments,

    /// <summary>An acknowledgement of something that is not in flight.</summary>
    UnknownAcknowledgement,

    /// <summary>An acknowledgement of something sent in the future.</summary>
    ImpossibleSentTime,

    /// <summary>An acknowledgement that does not fit what the peer waits for.</summary>
    UnexpectedAcknowledgement,

    /// <summary>A command that wants an acknowledgement in a datagram without a sent time.</summary>
    MissingSentTime,

    /// <summary>An acknowledgement that could not be queued because too many wait already.</summary>
    AcknowledgementsFull,

    /// <summary>A CONNECT that goes unanswered because so many ask: whoever is real asks again.</summary>
    Crowded,

    /// <summary>A CONNECT from an address that is banned, or not among those that are allowed.</summary>
    Banned,

    /// <summary>A datagram of somebody who sends more than the host can read beside what the others send.</summary>
    BeyondShare,

    /// <summary>A packet beyond what its peer may send in a second; a reliable one comes again.</summary>
    TooManyMessages,

    /// <summary>A packet on a channel that the application does not read for now (<see cref="ENetPeer.PauseReceive(byte)"/>); a reliable one comes again.</summary>
    NotRead,
}
