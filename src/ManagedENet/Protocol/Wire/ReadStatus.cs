namespace ManagedENet.Protocol.Wire;

/// <summary>How reading the next command went.</summary>
internal enum ReadStatus
{
    /// <summary>A command was read.</summary>
    Command,

    /// <summary>Nothing is left.</summary>
    End,

    /// <summary>The number is no command; what follows cannot be read.</summary>
    UnknownCommand,

    /// <summary>The fixed part of the command is cut short.</summary>
    TruncatedCommand,

    /// <summary>The payload claims to be longer than the datagram.</summary>
    PayloadBeyondEnd,
}
