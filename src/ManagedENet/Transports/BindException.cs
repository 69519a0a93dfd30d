using System.Net;
using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <summary>A socket could not be bound. The system says only why; this says where, too, and what to do.</summary>
internal sealed class BindException : SocketException
{
    public BindException(IPEndPoint endPoint, SocketException cause)
        : base((int)cause.SocketErrorCode)
    {
        string why = cause.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "another program has this UDP port. End it, or choose another port; 0 takes a free one",
            SocketError.AccessDenied => "the system does not allow it. Ports below 1024 need a right of their own; choose a higher one",
            SocketError.AddressNotAvailable => "this machine has no such address. Choose one that it has, or IPAddress.IPv6Any for all",
            SocketError.AddressFamilyNotSupported => "this machine has no addresses of that family. Choose one of the other",
            _ => cause.Message,
        };
        Message = $"ENet cannot listen on {endPoint}: {why}. ({cause.SocketErrorCode})";
    }

    public override string Message { get; }
}
