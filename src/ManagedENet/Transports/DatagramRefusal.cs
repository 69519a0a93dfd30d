using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <summary>A datagram that will never leave, because the system refused to send it. <see cref="IDatagramTransport.TryTakeRefusal"/> reports it.</summary>
/// <param name="Path">Where it was to go, and from where.</param>
/// <param name="LengthBytes">Its bytes.</param>
/// <param name="Error">Why: no route, no permission, too long, an address of the wrong family.</param>
public readonly record struct DatagramRefusal(DatagramPath Path, int LengthBytes, SocketError Error)
{
    /// <summary>True when a shorter datagram would have been sent: this one does not fit the path and must not be cut.</summary>
    public bool IsTooLong => Error == SocketError.MessageSize;
}
