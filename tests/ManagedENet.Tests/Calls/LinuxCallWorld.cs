using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Calls;

/// <content>The transport that not every machine and every target has; null stands for none.</content>
internal sealed partial class CallWorld
{
    partial void AddLinux(ArgumentSource arguments) => arguments.For(() =>
    {
        LinuxBatchTransport? transport = OperatingSystem.IsLinux() ? LinuxBatchTransport.TryBind(new IPEndPoint(IPAddress.Loopback, 0)) : null;
        if (transport is not null) _made.Add(transport);
        return transport;
    });
}
