using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>Opens the Linux transport, or ignores the test where there is none.</summary>
internal static class LinuxMachine
{
    public static void Require()
    {
        using IDisposable transport = Open(IPAddress.Loopback);
    }

    public static LinuxBatchTransport Open(IPAddress address, LinuxFeatures features = LinuxFeatures.All, ENetHostOptions? options = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("The Linux transport is for Linux.");
            throw new PlatformNotSupportedException();
        }

        LinuxBatchTransport? transport = LinuxBatchTransport.TryBind(new IPEndPoint(address, 0), options, features);
        if (transport is null) Assert.Ignore($"This kernel, sandbox or processor has none of {features}.");
        return transport!;
    }
}
