using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary>Opens and configures the socket of a <see cref="SocketTransport"/>.</summary>
internal static partial class SocketSetup
{
    /// <summary>What is asked for when the options say nothing; the system grants as much of it as it allows.</summary>
    public const int WantedBufferBytes = 4 * 1024 * 1024;

    // What native asks for. Where more is refused instead of being cut down, asking ends here.
    private const int LeastBufferBytes = 256 * 1024;

    // Below it in the byte stand the bits of congestion notification.
    private const int ServiceShift = 2;

    // _WSAIOW(IOC_VENDOR, 12), SIO_UDP_CONNRESET.
    private const int ConnectionResetControl = unchecked((int)0x9800_000C);

    /// <summary>A bound, non-blocking socket for the end point, and the transport's name for it; one of several at the port where it is shared.</summary>
    public static Socket Open(IPEndPoint endPoint, ENetHostOptions options, bool hasIPv6, PortShare? share, out string name)
    {
        if (endPoint.AddressFamily == AddressFamily.InterNetworkV6 && endPoint.Address.IsIPv4MappedToIPv6)
        {
            endPoint = new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port);
        }

        bool isAnyIPv6 = endPoint.Address.Equals(IPAddress.IPv6Any);
        if (isAnyIPv6 && options.DualMode) return OpenDualMode(endPoint, options, hasIPv6, share, out name);
        name = endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? "socket, IPv6" : "socket, IPv4";
        return OpenOne(endPoint, options, share, isDualMode: false);
    }

    /// <summary>The address that everything comes to, for a socket that has one alone; the unset value for one that has all of its machine.</summary>
    public static ENetAddress OnlyAddressOf(IPEndPoint bound)
        => bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any) ? default : new ENetAddress(bound);

    /// <summary>Asks for a receive buffer; 0 asks for as much as there is. The answer is what the system reports to have granted.</summary>
    public static int GrantReceiveBuffer(Socket socket, int wantedBytes)
    {
        Grant(wantedBytes, socket.ReceiveBufferSize, bytes => socket.ReceiveBufferSize = bytes);
        return socket.ReceiveBufferSize;
    }

    /// <summary>Asks for a send buffer; 0 asks for as much as there is. The answer is what the system reports to have granted.</summary>
    public static int GrantSendBuffer(Socket socket, int wantedBytes)
    {
        Grant(wantedBytes, socket.SendBufferSize, bytes => socket.SendBufferSize = bytes);
        return socket.SendBufferSize;
    }

    private static Socket OpenDualMode(IPEndPoint endPoint, ENetHostOptions options, bool hasIPv6, PortShare? share, out string name)
    {
        if (hasIPv6)
        {
            try
            {
                name = "socket, IPv4 and IPv6";
                return OpenOne(endPoint, options, share, isDualMode: true);
            }
            catch (SocketException e) when (IsWithoutIPv6(e.SocketErrorCode))
            {
                // IPv6 is compiled in but switched off, as in many containers.
            }
        }

        name = "socket, IPv4 (no IPv6 on this machine)";
        return OpenOne(new IPEndPoint(IPAddress.Any, endPoint.Port), options, share, isDualMode: false);
    }

    private static bool IsWithoutIPv6(SocketError error) => error is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable
        or SocketError.ProtocolNotSupported or SocketError.ProtocolFamilyNotSupported or SocketError.OperationNotSupported;

    private static Socket OpenOne(IPEndPoint endPoint, ENetHostOptions options, PortShare? share, bool isDualMode)
    {
        try
        {
            return OpenSocket(endPoint, options, share, isDualMode);
        }
        catch (SocketException e)
        {
            throw new BindException(endPoint, e);
        }
    }

    private static Socket OpenSocket(IPEndPoint endPoint, ENetHostOptions options, PortShare? share, bool isDualMode)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = isDualMode;
            Configure(socket, options);
            share?.BeforeBind(socket);
            socket.Bind(endPoint);
            share?.AfterBind(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Configure(Socket socket, ENetHostOptions options)
    {
        // A datagram whose UDP checksum is wrong makes a socket readable and then vanishes: a blocking read would wait for the next one.
        socket.Blocking = false;
        socket.EnableBroadcast = options.EnableBroadcast;
        if (options.ReuseAddress) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        if (options.TimeToLive is { } timeToLive) SetTimeToLive(socket, timeToLive);
        if (options.DifferentiatedServices is { } service) SetService(socket, service << ServiceShift);

        // Windows would otherwise answer a read with "connection reset" for every datagram that met a closed port.
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) socket.IOControl(ConnectionResetControl, new byte[4], null);
    }

    private static void SetTimeToLive(Socket socket, int timeToLive)
    {
        socket.Ttl = (short)timeToLive;
        if (socket.AddressFamily != AddressFamily.InterNetworkV6 || !socket.DualMode) return;
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.IpTimeToLive, timeToLive);
    }

    // A wish: a system that does not take it sends as it always does.
    private static void SetService(Socket socket, int trafficClass)
    {
        try
        {
            bool isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
            if (isIPv6) SetClassIPv6(socket, trafficClass);
            if (!isIPv6 || socket.DualMode) socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, trafficClass);
        }
        catch (SocketException)
        {
        }
    }

    private static void Grant(int wantedBytes, int presentBytes, Action<int> set)
    {
        for (int bytes = wantedBytes != 0 ? wantedBytes : WantedBufferBytes; ; bytes /= 2)
        {
            // Automatic never makes a buffer smaller than the system's own choice.
            if (wantedBytes == 0 && bytes <= presentBytes) return;
            try
            {
                set(bytes);
                return;
            }
            catch (SocketException) when (bytes > LeastBufferBytes)
            {
                // Some systems refuse what is above their limit instead of cutting it down.
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
