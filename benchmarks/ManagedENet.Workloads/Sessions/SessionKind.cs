namespace ManagedENet.Workloads.Sessions;

/// <summary>Which processes a case needs.</summary>
internal enum SessionKind
{
    /// <summary>One, with both ends in it.</summary>
    Both,

    /// <summary>A server that is measured, and native players whose time is not counted.</summary>
    Server,

    /// <summary>A server whose memory is measured, twice: with few peers and with many.</summary>
    Memory,

    /// <summary>A source and a sink of the same engine, both measured.</summary>
    Across,

    /// <summary>A native source and a sink of the engine, both measured.</summary>
    AcrossFromNative,

    /// <summary>A source of the engine and a native sink, both measured.</summary>
    AcrossToNative,
}
