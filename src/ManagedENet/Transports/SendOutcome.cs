namespace ManagedENet.Transports;

/// <summary>What became of one staged datagram.</summary>
internal enum SendOutcome
{
    /// <summary>The network has it.</summary>
    Sent,

    /// <summary>The network will never take it; it counts as lost.</summary>
    Refused,

    /// <summary>The network takes nothing now; it must wait, and what is behind it with it.</summary>
    Blocked,
}
