namespace ManagedENet;

/// <summary>Which transport a host opens for itself.</summary>
public enum ENetTransportKind
{
    /// <summary>The fastest one that this machine has.</summary>
    Automatic = 0,

    /// <summary><see cref="Transports.SocketTransport"/>, which works everywhere.</summary>
    Socket = 1,

    /// <summary>
    /// <c>LinuxBatchTransport</c>: many datagrams per system call, on Linux with net8.0 and later. Asking for it elsewhere is an exception; <see cref="Automatic"/> takes it where it is.
    /// </summary>
    LinuxBatch = 2,
}
