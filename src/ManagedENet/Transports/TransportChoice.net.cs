using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <content>Where calls into the system are possible.</content>
internal static partial class TransportChoice
{
    private static IDatagramTransport? TryOpenLinux(IPEndPoint endPoint, ENetHostOptions options, PortShare? share = null) =>
        OperatingSystem.IsLinux() ? LinuxBatchTransport.TryBind(endPoint, options, LinuxFeatures.All, share) : null;
}
