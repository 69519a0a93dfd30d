using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>Opens the transport that the options ask for.</summary>
internal static class TransportChoice
{
    public static IDatagramTransport Open(IPEndPoint endPoint, ENetHostOptions options) => options.Transport switch
    {
        ENetTransportKind.Automatic or ENetTransportKind.Socket => SocketTransport.Bind(endPoint, options),
        _ => throw new NotSupportedException($"The transport {options.Transport} does not exist here; leave Transport at Automatic, which takes the best there is."),
    };
}
