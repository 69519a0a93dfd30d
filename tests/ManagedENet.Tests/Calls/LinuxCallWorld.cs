using System;
using System.Net;
using System.Runtime.Versioning;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Calls;

/// <content>The transport that not every machine and every target has.</content>
internal sealed partial class CallWorld
{
    partial void AddLinux(ArgumentSource arguments)
    {
        if (OperatingSystem.IsLinux()) arguments.For(OpenLinux);
        else arguments.Without(typeof(LinuxBatchTransport));
    }

    [SupportedOSPlatform("linux")]
    private LinuxBatchTransport? OpenLinux()
    {
        LinuxBatchTransport? transport = LinuxBatchTransport.TryBind(new IPEndPoint(IPAddress.Loopback, 0));
        if (transport is not null) _made.Add(transport);
        return transport;
    }
}
