using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <content>Where calls into the system are possible.</content>
internal static partial class TransportChoice
{
    private static LinuxBatchTransport? TryOpenLinux(IPEndPoint endPoint, ENetHostOptions options) =>
        OperatingSystem.IsLinux() ? LinuxBatchTransport.TryBind(endPoint, options) : null;
}
