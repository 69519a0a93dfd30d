namespace ManagedENet.LongRuns.Network;

/// <summary>When a queue drops what comes. Where two senders have packets of different lengths, their shares depend on it.</summary>
internal enum DropRule
{
    /// <summary>When as much waits already as may wait, whatever the length of the packet: as a queue does that is counted in packets.</summary>
    AtLimit,

    /// <summary>When more would wait with the packet than may wait, so that short ones get in where long ones do not: as a strict limit of bytes does.</summary>
    Fits,
}
