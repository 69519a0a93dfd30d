namespace ManagedENet.Transports;

/// <summary>What a host may ask the transports over the system's sockets, beyond the contract for all.</summary>
internal interface ISystemTransport
{
    /// <summary>
    /// True when the last <see cref="IDatagramTransport.Receive"/> found the end of what has arrived: asking again at once would cost a system call and find nothing.
    /// </summary>
    bool IsDrained { get; }

    /// <summary>True when the socket speaks the address's family.</summary>
    bool CanReach(in ENetAddress address);
}
