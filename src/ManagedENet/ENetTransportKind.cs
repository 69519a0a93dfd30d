namespace ManagedENet;

/// <summary>Which transport a host opens for itself.</summary>
public enum ENetTransportKind
{
    /// <summary>The fastest one that this machine has.</summary>
    Automatic = 0,

    /// <summary><see cref="Transports.SocketTransport"/>, which works everywhere.</summary>
    Socket = 1,

    /// <summary>
    /// Many datagrams per system call, on Linux. Not available in this version: asking for it is an exception, <see cref="Automatic"/> takes it when it comes.
    /// </summary>
    LinuxBatch = 2,
}
