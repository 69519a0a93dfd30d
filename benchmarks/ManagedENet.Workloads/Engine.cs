namespace ManagedENet.Workloads;

/// <summary>What does the work that is measured.</summary>
internal enum Engine
{
    /// <summary>Native ENet through its own C API.</summary>
    Native = 0,

    /// <summary>ManagedENet over <see cref="Transports.SocketTransport"/>.</summary>
    Socket = 1,

    /// <summary>ManagedENet over the batched calls of Linux.</summary>
    Linux = 2,
}
