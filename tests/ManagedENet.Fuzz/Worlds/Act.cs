namespace ManagedENet.Fuzz.Worlds;

/// <summary>What a record makes happen in the world of the attack. The first sixteen are commands by their number on the wire; 0 and 13 to 15 are none.</summary>
internal enum Act
{
    Acknowledge = 1,
    Connect = 2,
    Verify = 3,
    Disconnect = 4,
    Ping = 5,
    Reliable = 6,
    Unreliable = 7,
    Fragment = 8,
    Unsequenced = 9,
    Bandwidth = 10,
    Throttle = 11,
    UnreliableFragment = 12,
    LastCommand = 15,

    /// <summary>An answer to the host's answer, right or not.</summary>
    Prove,

    /// <summary>The whole handshake, unless there is a connection.</summary>
    Join,

    /// <summary>The last command again, many times.</summary>
    Repeat,

    /// <summary>The next datagram has a header that does not fit.</summary>
    Header,

    /// <summary>The next datagram is damaged on its way.</summary>
    Damage,

    /// <summary>The records behind it as they are.</summary>
    Raw,

    /// <summary>The last datagram once more.</summary>
    Again,

    /// <summary>Everything that the host has sent is acknowledged.</summary>
    AcknowledgeAll,

    /// <summary>A packet in fragments, whole or with one missing.</summary>
    Pieces,

    /// <summary>Time passes, and the host is serviced.</summary>
    Step,

    /// <summary>As above, for long.</summary>
    Pause,

    FirstOfApplication,
    Send = FirstOfApplication,
    SendMany,
    SendOnTerms,
    Broadcast,
    Ask,
    Leave,
    LeaveLater,
    LeaveNow,
    Reset,
    SetTimes,
    SetRules,
    SetChannel,
    SetHost,
    SetDoor,
    Sleep,
    Take,
    Flush,
    Count,
}
