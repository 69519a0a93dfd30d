using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <content>For Unity and others: sockets alone.</content>
internal static partial class TransportChoice
{
    private static IDatagramTransport? TryOpenLinux(IPEndPoint endPoint, ENetHostOptions options, PortShare? share = null) => null;
}
