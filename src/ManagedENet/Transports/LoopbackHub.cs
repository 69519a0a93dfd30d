using System;
using System.Collections.Generic;
using System.Net;

namespace ManagedENet.Transports;

/// <summary>
/// A network in memory that joins any number of <see cref="LoopbackTransport"/>s: nothing is lost, reordered or delayed, and nothing depends on time or chance.
/// For tests of your own; put an impairment in front of it where the network should misbehave.
/// </summary>
/// <remarks>
/// All hosts on one hub belong to one thread, and none of them can wait: nothing arrives while that thread stands still. Service them in turn.
/// </remarks>
/// <example>
/// <code>
/// var hub = new LoopbackHub();
/// using var server = new ENetHost(hub.Open());
/// using var client = new ENetHost(hub.Open());
/// client.Connect(server.LocalEndPoint);
/// </code>
/// </example>
public sealed class LoopbackHub
{
    private const int FirstPort = 1024;

    private readonly Dictionary<ENetAddress, LoopbackTransport> _transports = new();
    private int _nextPort = FirstPort;

    /// <summary>Opens a transport on this network.</summary>
    /// <param name="endPoint">Its address and port. Null, or port 0, takes the next free port: 1024, 1025 and so on, on 127.0.0.1 unless an address is
    /// given.</param>
    /// <param name="capacity">Datagrams that may wait to be received, 1 or more; more are dropped and counted, as a socket does. The memory is taken when it is
    /// needed.</param>
    /// <exception cref="InvalidOperationException">The end point is taken.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1.</exception>
    public LoopbackTransport Open(IPEndPoint? endPoint = null, int capacity = 4096)
    {
        if (capacity < 1) throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "At least one datagram must fit; pass 1 or more.");
        ENetAddress address = endPoint is { Port: not 0 } ? new ENetAddress(endPoint) : TakeFreePort(endPoint?.Address ?? IPAddress.Loopback);
        var transport = new LoopbackTransport(this, address, capacity);
        if (!_transports.TryAdd(address, transport)) throw new InvalidOperationException($"Another transport of this hub is at {address}; pass another port, or 0 for a free one.");
        return transport;
    }

    internal LoopbackTransport? Find(in ENetAddress address) => _transports.TryGetValue(address, out LoopbackTransport? transport) ? transport : null;

    internal void Close(in ENetAddress address) => _transports.Remove(address);

    private ENetAddress TakeFreePort(IPAddress host)
    {
        while (_nextPort <= ushort.MaxValue)
        {
            var address = new ENetAddress(host, _nextPort++);
            if (!_transports.ContainsKey(address)) return address;
        }

        throw new InvalidOperationException("This hub has given away all its ports; make a new one.");
    }
}
