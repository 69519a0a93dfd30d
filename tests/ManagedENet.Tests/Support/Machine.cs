using System.Net;
using System.Net.Sockets;

namespace ManagedENet.Tests.Support;

/// <summary>What this machine can do. A test that needs more is ignored and says so.</summary>
internal static class Machine
{
    private static readonly bool HasIPv6 = CanBindIPv6();

    public static IPAddress RequireIPv6()
    {
        if (!HasIPv6) Assert.Ignore("This machine has no IPv6.");
        return IPAddress.IPv6Loopback;
    }

    public static IPAddress RequireIPv6Any()
    {
        RequireIPv6();
        return IPAddress.IPv6Any;
    }

    private static bool CanBindIPv6()
    {
        if (!Socket.OSSupportsIPv6) return false;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
