namespace ManagedENet.Protocol.Numbers;

/// <summary>Time inside is 64-bit milliseconds that never run backwards; the wire carries the low 16 bits.</summary>
internal static class ProtocolTime
{
    private const int WireBits = 16;
    private const long WireMask = (1 << WireBits) - 1;
    private const long WireSign = 1 << (WireBits - 1);

    /// <summary>"Never", as a deadline.</summary>
    public const long Never = long.MaxValue;

    /// <summary>"Not yet", where a moment is kept: no clock shows it.</summary>
    public const long Unset = long.MinValue;

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
