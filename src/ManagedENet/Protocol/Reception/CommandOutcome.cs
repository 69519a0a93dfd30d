using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet.Protocol.Reception;

/// <summary>What became of one command of a datagram. One number: it is made and asked for every command, and three fields would go through memory.</summary>
internal readonly record struct CommandOutcome
{
    private const int EndsDatagramBit = 1 << 16;
    private const int IsStoredBit = 1 << 17;
    private const int IsUnansweredBit = 1 << 18;
    private const int ReasonMask = (1 << 16) - 1;

    private readonly int _bits;

    private CommandOutcome(int bits) => _bits = bits;

    /// <summary>Carried out.</summary>
    public static CommandOutcome Taken => default;

    /// <summary>Carried out, and kept in such a way that it must be acknowledged whatever its number.</summary>
    public static CommandOutcome Stored => new(IsStoredBit);

    /// <summary>Why it was not carried out, or <see cref="DropReason.None"/>.</summary>
    public DropReason Reason => (DropReason)(_bits & ReasonMask);

    /// <summary>The rest of the datagram is dropped with it.</summary>
    public bool EndsDatagram => (_bits & EndsDatagramBit) != 0;

    /// <summary>It must be acknowledged whatever its number.</summary>
    public bool IsStored => (_bits & IsStoredBit) != 0;

    /// <summary>It is not acknowledged, so that it comes again.</summary>
    public bool IsUnanswered => (_bits & IsUnansweredBit) != 0;

    /// <summary>Carried out, and nothing else is to be said.</summary>
    public bool IsTaken => _bits == 0;

    /// <summary>Passed over, since it is there already; the answer to it is repeated. The datagram goes on.</summary>
    public static CommandOutcome IgnoredButStored(DropReason reason) => new((int)reason | IsStoredBit);

    /// <summary>Passed over; the datagram goes on.</summary>
    public static CommandOutcome Ignored(DropReason reason) => new((int)reason);

    /// <summary>Not taken and not acknowledged; the datagram goes on.</summary>
    public static CommandOutcome LeftOut(DropReason reason) => new((int)reason | IsUnansweredBit);

    /// <summary>Not taken; the rest of the datagram is dropped with it.</summary>
    public static CommandOutcome Refused(DropReason reason) => new((int)reason | EndsDatagramBit);
}
