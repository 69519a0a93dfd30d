using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>Opens the transport that the options ask for.</summary>
internal static partial class TransportChoice
{
    public static IDatagramTransport Open(IPEndPoint endPoint, ENetHostOptions options) => options.Transport switch
    {
        ENetTransportKind.Automatic => (IDatagramTransport?)TryOpenLinux(endPoint, options) ?? SocketTransport.Bind(endPoint, options),
        ENetTransportKind.Socket => SocketTransport.Bind(endPoint, options),
        _ => (IDatagramTransport?)TryOpenLinux(endPoint, options) ?? throw new NotSupportedException(
            $"The transport {options.Transport} does not exist here; leave Transport at Automatic, which takes the best there is."),
    };
}
