using System;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace ManagedENet.Pages.Tests.Programs;

/// <summary>Ports for the programs of the pages: below those that the system gives to whoever asks for any, so that no other test comes by one.</summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private static readonly object Lock = new();
    private static int _next = Random.Shared.Next(First, Last);

    public static int Take()
    {
        lock (Lock)
        {
            for (int tried = First; tried <= Last; tried++)
            {
                _next = _next == Last ? First : _next + 1;
                if (IsFree(_next)) return _next;
            }
        }

        throw new InvalidOperationException($"Every port from {First} to {Last} is in use.");
    }

    /// <summary>Whether somebody on this machine has bound the port, for UDP or for TCP.</summary>
    public static bool IsBound(int port)
    {
        IPGlobalProperties system = IPGlobalProperties.GetIPGlobalProperties();
        return system.GetActiveUdpListeners().Concat(system.GetActiveTcpListeners()).Any(listener => listener.Port == port);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Any, port));
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
