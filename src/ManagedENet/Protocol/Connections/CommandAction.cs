namespace ManagedENet.Protocol.Connections;

/// <summary>What a state makes of a command.</summary>
internal enum CommandAction : byte
{
    /// <summary>Carried out.</summary>
    Handle,

    /// <summary>Passed over; the next command is read, and an acknowledgement may follow.</summary>
    Ignore,

    /// <summary>Wrong here: the rest of the datagram is dropped.</summary>
    Refuse,
}
