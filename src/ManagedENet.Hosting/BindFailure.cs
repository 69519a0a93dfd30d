using System.Net;
using System.Net.Sockets;

namespace ManagedENet.Hosting;

/// <summary>Why a server cannot listen, and what to do, in a sentence.</summary>
internal static class BindFailure
{
    public static string Describe(string server, IPEndPoint endPoint, SocketException exception)
    {
        string? why = exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"another program has this UDP port. End it, or set {server}:Port to another one; 0 takes a free one",
            SocketError.AccessDenied => $"the system does not allow it. Ports below 1024 need a right of their own; set {server}:Port to a higher one",
            SocketError.AddressNotAvailable => $"this machine has no such address. Set {server}:Address to one that it has, or to * for all",
            SocketError.AddressFamilyNotSupported => $"this machine has no addresses of that family. Set {server}:Address to one that it has, or to * for all",
            _ => null,
        };
        return why is null ? $"The ENet server {server} has not started. {exception.Message}" : $"The ENet server {server} cannot listen at {endPoint}: {why}. ({exception.SocketErrorCode})";
    }
}
