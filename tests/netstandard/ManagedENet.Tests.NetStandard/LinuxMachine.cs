using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>In the place of the one that opens the Linux transport, which is not in this build: tests that take it as one of several are ignored here.</summary>
internal static class LinuxMachine
{
    public static IDatagramTransport Open(IPAddress address, LinuxFeatures features = default)
    {
        Assert.Ignore($"The netstandard2.1 build has no Linux transport for {address} and {features}.");
        throw new PlatformNotSupportedException();
    }
}
