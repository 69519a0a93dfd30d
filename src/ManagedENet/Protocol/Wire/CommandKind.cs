namespace ManagedENet.Protocol.Wire;

/// <summary>The twelve commands (<c>ENetProtocolCommand</c>). The number stands in the low four bits of a command's first byte.</summary>
internal enum CommandKind : byte
{
    /// <summary>No command; ends the parsing of a datagram.</summary>
    None = 0,

    /// <summary>A reliable command has arrived.</summary>
    Acknowledge = 1,

    /// <summary>Asks for a connection.</summary>
    Connect = 2,

    /// <summary>Agrees to a connection.</summary>
    VerifyConnect = 3,

    /// <summary>Ends a connection.</summary>
    Disconnect = 4,

    /// <summary>Asks for an acknowledgement and nothing else.</summary>
    Ping = 5,

    /// <summary>A packet that arrives once and in order.</summary>
    SendReliable = 6,

    /// <summary>A packet that may be lost but never comes after a newer one.</summary>
    SendUnreliable = 7,

    /// <summary>A part of a reliable packet.</summary>
    SendFragment = 8,

    /// <summary>A packet that may be lost or overtaken.</summary>
    SendUnsequenced = 9,

    /// <summary>Announces bandwidth limits.</summary>
    BandwidthLimit = 10,

    /// <summary>Sets the remote side's packet throttle.</summary>
    ThrottleConfigure = 11,

    /// <summary>A part of an unreliable packet.</summary>
    SendUnreliableFragment = 12,
}
