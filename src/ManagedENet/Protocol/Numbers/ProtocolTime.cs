using System;

namespace ManagedENet.Protocol.Numbers;

/// <summary>Time inside is 64-bit microseconds that never run backwards; the wire carries the low 16 bits of its whole milliseconds.</summary>
internal static class ProtocolTime
{
    /// <summary>Microseconds of a millisecond.</summary>
    public const int UsPerMs = 1000;

    private const int WireBits = 16;
    private const long WireMask = (1 << WireBits) - 1;
    private const long WireSign = 1 << (WireBits - 1);

    /// <summary>"Never", as a deadline.</summary>
    public const long Never = long.MaxValue;

    /// <summary>"Not yet", where a moment is kept: no clock shows it.</summary>
    public const long Unset = long.MinValue;

    /// <summary>The whole milliseconds that have passed, also below zero.</summary>
    public static long ToMs(long us) => Math.DivRem(us, UsPerMs, out long rest) - (rest < 0 ? 1 : 0);

    /// <summary>What the wire shows of <paramref name="nowMs"/>.</summary>
    // Requirement: DGM-004
    public static ushort ToWire(long nowMs) => unchecked((ushort)nowMs);

    /// <summary>
    /// The full time that an echoed 16-bit time stands for: the latest one that fits, with native's rule for the wrap. A result later than
    /// <paramref name="nowMs"/> means the echo is nonsense.
    /// </summary>
    // Requirement: REL-010
    public static long FromWire(ushort echoed, long nowMs)
    {
        long time = (nowMs & ~WireMask) | echoed;
        bool wrappedSince = (echoed & WireSign) > (nowMs & WireSign);
        return wrappedSince ? time - (WireMask + 1) : time;
    }
}
