using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet.Protocol.Hosting;

/// <summary>What became of one command of a datagram.</summary>
internal readonly record struct Verdict(DropReason Reason, bool EndsDatagram, bool IsStored)
{
    /// <summary>Carried out.</summary>
    public static Verdict Taken => default;

    /// <summary>Carried out, and kept in such a way that it must be acknowledged whatever its number.</summary>
    public static Verdict Stored => new(DropReason.None, false, true);

    /// <summary>Passed over; the datagram goes on.</summary>
    public static Verdict Ignored(DropReason reason) => new(reason, false, false);

    /// <summary>Not taken; the rest of the datagram is dropped with it.</summary>
    public static Verdict Refused(DropReason reason) => new(reason, true, false);
}
