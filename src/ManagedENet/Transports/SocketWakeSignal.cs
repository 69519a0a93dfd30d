using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace ManagedENet.Transports;

/// <summary>
/// Something to wait for beside a socket: a second socket on this machine's loopback, connected to itself. The datagram that wakes never goes through the socket of the
/// host, whose port other sockets may share and whose buffer may be full.
/// </summary>
internal sealed class SocketWakeSignal : IDisposable
{
    private readonly byte[] _sent = new byte[1];
    private readonly byte[] _received = new byte[1];
    private int _isPending;

    private SocketWakeSignal(Socket socket) => Socket = socket;

    /// <summary>Readable from <see cref="Raise"/> until <see cref="Clear"/>.</summary>
    public Socket Socket { get; }

    /// <summary>Opens one, over the family that this machine has.</summary>
    /// <exception cref="SocketException">It has no loopback, or no sockets left.</exception>
    public static SocketWakeSignal Open()
    {
        try
        {
            return new SocketWakeSignal(Connect(IPAddress.Loopback));
        }
        catch (SocketException) when (Socket.OSSupportsIPv6)
        {
            return new SocketWakeSignal(Connect(IPAddress.IPv6Loopback));
        }
    }

    /// <summary>From any thread, also after the end.</summary>
    public void Raise()
    {
        // One datagram wakes as well as many.
        if (Interlocked.Exchange(ref _isPending, 1) != 0) return;
        try
        {
            Socket.Send(_sent);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Volatile.Write(ref _isPending, 0);
        }
    }

    /// <summary>Takes the signal back, once the wait has ended. By the thread that waits.</summary>
    public void Clear()
    {
        try
        {
            Socket.Receive(_received);
        }
        catch (SocketException)
        {
            // There was nothing: whoever raises it has not come to send yet, and ends the next wait.
        }

        // Only now, when the datagram has been taken: the other way round one that came in between would be taken with it, and nobody would send another.
        Interlocked.Exchange(ref _isPending, 0);
    }

    public void Dispose() => Socket.Dispose();

    private static Socket Connect(IPAddress loopback)
    {
        var socket = new Socket(loopback.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(loopback, 0));
            socket.Connect(socket.LocalEndPoint!);
            socket.Blocking = false;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
