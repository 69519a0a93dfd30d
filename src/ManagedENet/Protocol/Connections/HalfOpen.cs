using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>
/// Somebody who asks for a connection and has not proved that its address is its own. It is answered when it says something and never by itself, so that nobody gets more
/// bytes than were sent in its name; and no slot is taken.
/// </summary>
internal struct HalfOpen
{
    /// <summary>How long it may take to answer, microseconds.</summary>
    public const long LifeUs = 5_000_000;

    /// <summary>Wrong answers that end it.</summary>
    public const int MostWrong = 3;

    /// <summary>Where it says it is.</summary>
    public ENetAddress From;

    /// <summary>What it proposes.</summary>
    public ConnectCommand Proposal;

    /// <summary>What went both ways.</summary>
    public PathTraffic Traffic;

    /// <summary>When its entry ends, microseconds.</summary>
    public long EndsUs;

    /// <summary>Which one it is of those that have asked.</summary>
    public uint Asked;

    /// <summary>What the other end is told where it was not let in.</summary>
    public uint Refusal;

    /// <summary>The peer id by which it is to call us.</summary>
    public ushort Name;

    /// <summary>The number of the command that it is to acknowledge.</summary>
    public ushort Sequence;

    /// <summary>What is added to the time that it is to repeat.</summary>
    public ushort TimeOffset;

    /// <summary>Largest datagram that it is granted, bytes.</summary>
    public ushort MtuBytes;

    /// <summary>Most channels that it is granted.</summary>
    public byte ChannelLimit;

    /// <summary>The session that it is to name.</summary>
    public byte IncomingSession;

    /// <summary>The session that we name.</summary>
    public byte OutgoingSession;

    /// <summary>The number of the address of ours that it came to and is answered from; 0 leaves it to the system.</summary>
    public byte Local;

    /// <summary>Wrong answers so far.</summary>
    public byte Wrong;

    /// <summary>The next entry with the same name, and one; 0 for none.</summary>
    public int NextNamed;

    /// <summary>The entry before it with the same name, and one; 0 for none.</summary>
    public int PreviousNamed;

    /// <summary>Answers that it got; of more than are remembered only the place of the next counts.</summary>
    public byte Answered;

    /// <summary>The entry is somebody's.</summary>
    public bool IsUsed;

    /// <summary>It was not let in, and is told so again.</summary>
    public bool IsRefused;

    /// <summary>It has said that it leaves.</summary>
    public bool IsLeaving;

    /// <summary>True while it may still be proved.</summary>
    public readonly bool IsAlive(long nowUs) => IsUsed && EndsUs > nowUs;
}
