using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>Opens the transport that the options ask for.</summary>
internal static partial class TransportChoice
{
    // Batches.
    private const int MostEmptied = 4_096;

    public static IDatagramTransport Open(IPEndPoint endPoint, ENetHostOptions options) => options.Transport switch
    {
        ENetTransportKind.Automatic => TryOpenLinux(endPoint, options) ?? SocketTransport.Bind(endPoint, options),
        ENetTransportKind.Socket => SocketTransport.Bind(endPoint, options),
        _ => TryOpenLinux(endPoint, options) ?? throw new NotSupportedException(
            $"The transport {options.Transport} does not exist here; leave Transport at Automatic, which takes the best there is."),
    };

    /// <summary>Opens one port for several hosts, each of which gets the datagrams of its own remotes.</summary>
    /// <param name="endPoint">Address and port; port 0 takes a free one.</param>
    /// <param name="steering">Who gets what.</param>
    /// <param name="options">What each of them asks for.</param>
    /// <param name="maySystemDivide">False has one thread read the port, as where the system does not divide one.</param>
    // Requirement: SHD-001
    public static IDatagramTransport[] OpenMany(IPEndPoint endPoint, PortSteering steering, ENetHostOptions options, bool maySystemDivide = true)
    {
        if (steering.Shards == 1) return new[] { Open(endPoint, options) };
        if (maySystemDivide && PortShare.IsPossible)
        {
            try
            {
                if (options.Transport != ENetTransportKind.Socket && TryOpenShared(endPoint, new PortShare(steering), options, TryOpenLinux) is { } linux) return linux;
                if (options.Transport != ENetTransportKind.LinuxBatch && TryOpenShared(endPoint, new PortShare(steering), options, OpenSocket) is { } sockets) return sockets;
            }
            catch (NotSupportedException)
            {
                // A sandbox, or an old kernel: one thread reads for all.
            }
        }

        return DividedPort.Open(endPoint, options, steering);
    }

    private static IDatagramTransport OpenSocket(IPEndPoint endPoint, ENetHostOptions options, PortShare? share) => SocketTransport.Bind(endPoint, options, Socket.OSSupportsIPv6, share: share);

    private static IDatagramTransport[]? TryOpenShared(IPEndPoint endPoint, PortShare share, ENetHostOptions options, Func<IPEndPoint, ENetHostOptions, PortShare?, IDatagramTransport?> open)
    {
        var opened = new List<IDatagramTransport>();
        bool isDone = false;
        try
        {
            while (opened.Count < share.Steering.Shards && open(endPoint, options, share) is { } transport)
            {
                opened.Add(transport);
                endPoint = new IPEndPoint(endPoint.Address, transport.LocalEndPoint.Port);
            }

            isDone = opened.Count == share.Steering.Shards;
            // What has come before the last of them was bound has come to a socket that it does not belong to. Its sender repeats it.
            foreach (IDatagramTransport transport in opened) Empty(transport);
            return isDone ? opened.ToArray() : null;
        }
        finally
        {
            if (!isDone) opened.ForEach(static transport => transport.Dispose());
        }
    }

    private static void Empty(IDatagramTransport transport)
    {
        // Somebody who sends without an end must not keep the host from its start.
        for (int left = MostEmptied; left > 0 && transport.Receive() > 0; left--)
        {
        }
    }
}
