namespace ManagedENet.Protocol.Memory;

/// <summary>On whose account a block is held.</summary>
internal enum BlockHolder : byte
{
    /// <summary>Nobody's: it waits to be rented.</summary>
    Nobody,

    /// <summary>The application's alone; no ledger counts it.</summary>
    Application,

    /// <summary>A connection's, as something received.</summary>
    Incoming,

    /// <summary>A connection's, as something to be sent.</summary>
    Outgoing,
}
