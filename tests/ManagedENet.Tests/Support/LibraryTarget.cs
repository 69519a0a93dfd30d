using System;
using System.Reflection;
using System.Runtime.Versioning;

namespace ManagedENet.Tests.Support;

/// <summary>Which build of the library these tests run on. The one of netstandard2.1 lacks the socket calls that allocate nothing, and the Linux transport.</summary>
internal static class LibraryTarget
{
    // Measured: 216 bytes to send and receive a datagram over IPv4, 288 over IPv6, all of them in the framework's calls that take an EndPoint.
    private const int NetStandardSocketBytes = 288;

    public static bool IsNetStandard { get; } = typeof(ENetHost).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!
        .FrameworkName.StartsWith(".NETStandard", StringComparison.Ordinal);

    /// <summary>True where a host on the system's sockets takes the Linux transport when it can choose.</summary>
    public static bool HasLinuxTransport { get; } = OperatingSystem.IsLinux() && !IsNetStandard;

    /// <summary>The most that the socket calls may allocate for so many datagrams, each sent and received in this process.</summary>
    public static long SocketAllocation(long datagrams) => IsNetStandard ? datagrams * NetStandardSocketBytes : 0;
}
