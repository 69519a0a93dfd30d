using System;
using System.Net;
using System.Reflection;
using System.Runtime.Versioning;
using ManagedENet.Internal;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>The transports over the system's sockets, by their kind; a test of one that is not here is ignored.</summary>
internal static class SystemTransport
{
    /// <summary>True when these tests run on the build of the library that has to use the framework's older socket calls.</summary>
    public static bool IsNetStandard { get; } = typeof(ENetHost).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!
        .FrameworkName.StartsWith(".NETStandard", StringComparison.Ordinal);

    public static IDatagramTransport Open(ENetTransportKind kind, IPAddress address)
    {
        try
        {
            return TransportChoice.Open(new IPEndPoint(address, 0), new ENetHostOptions { Transport = kind });
        }
        catch (NotSupportedException e)
        {
            Assert.Ignore(e.Message);
            throw;
        }
    }
}
