namespace ManagedENet.Protocol.Numbers;

/// <summary>
/// The one place that compares 16-bit sequence numbers. ENet does not use a half-circle rule: it cuts the circle into sixteen windows of 4,096
/// and measures from the window of the newest number that was delivered.
/// </summary>
/// <remarks>
/// <code>
///   windows ahead:   0 .. 6   acceptable        7, 8   too far ahead, not acknowledged        9 .. 16   behind, acknowledged again
/// </code>
/// </remarks>
internal static class SequenceNumber
{
    /// <summary>Numbers in one window.</summary>
    public const int WindowSize = 4096;

    /// <summary>Windows on the circle.</summary>
    public const int Windows = 16;

    /// <summary>Windows ahead that are kept free; one fewer are accepted.</summary>
    public const int FreeWindows = 8;

    private const int AcceptedWindows = FreeWindows - 1;

    /// <summary>The window a sequence number lies in, 0 to 15.</summary>
    public static int WindowOf(ushort sequence) => sequence / WindowSize;

    /// <summary>How many windows <paramref name="sequence"/> lies ahead of <paramref name="current"/>, 0 to 16; a number just behind counts as a whole turn.</summary>
    // Requirement: CHN-021
    public static int WindowsAhead(ushort sequence, ushort current)
    {
        int ahead = WindowOf(sequence) - WindowOf(current);
        return sequence < current ? ahead + Windows : ahead;
    }

    /// <summary>True when a receiver that has delivered up to <paramref name="current"/> takes <paramref name="sequence"/>.</summary>
    // Requirement: CHN-021
    public static bool IsInWindow(ushort sequence, ushort current) => WindowsAhead(sequence, current) < AcceptedWindows;

    /// <summary>
    /// True when a receiver acknowledges <paramref name="sequence"/>: what it takes, and what is behind. The two windows just beyond the accepted ones are
    /// left unacknowledged, so that the sender tries again.
    /// </summary>
    // Requirement: CHN-023
    public static bool IsAcknowledged(ushort sequence, ushort current)
    {
        int ahead = WindowsAhead(sequence, current);
        return ahead < AcceptedWindows || ahead > FreeWindows;
    }

    /// <summary>The number after <paramref name="sequence"/>, on the circle.</summary>
    public static ushort Next(ushort sequence) => unchecked((ushort)(sequence + 1));

    /// <summary>The number <paramref name="count"/> steps after <paramref name="sequence"/>, on the circle.</summary>
    public static ushort Add(ushort sequence, int count) => unchecked((ushort)(sequence + count));
}
