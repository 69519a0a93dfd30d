using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <content>netstandard2.1: the system's calls take end point objects. Those of destinations are kept; each received datagram costs a new one.</content>
public sealed partial class SocketTransport
{
    // Forged connection attempts make answers to ever new addresses; what they leave here is bounded.
    private const int KeptDestinations = 8192;

    private readonly Dictionary<ENetAddress, IPEndPoint> _destinations = new();
    private EndPoint _anySender = null!;

    private void CreateAddresses(bool asksForAddresses) => _anySender = new IPEndPoint(_isIPv6Socket ? IPAddress.IPv6Any : IPAddress.Any, 0);

    /// <summary>What this transport can do beyond moving datagrams, for its name: nothing.</summary>
    private string Abilities => string.Empty;

    /// <summary>A read of a socket that has nothing throws.</summary>
    private static bool AsksBeforeReading => true;

    // The system picks the address that it leaves from.
    private SocketError SendTo(byte[] buffer, int offset, int length, in DatagramPath path)
    {
        _socket.SendTo(buffer, offset, length, SocketFlags.None, GetDestination(path.Remote));
        return SocketError.Success;
    }

    private SocketError ReceiveFrom(byte[] buffer, int offset, ref int length, out DatagramPath path)
    {
        EndPoint sender = _anySender;
        length = _socket.ReceiveFrom(buffer, offset, length, SocketFlags.None, ref sender);
        path = new DatagramPath(new ENetAddress((IPEndPoint)sender), _local);
        return SocketError.Success;
    }

    private IPEndPoint GetDestination(in ENetAddress to)
    {
        if (_destinations.TryGetValue(to, out IPEndPoint? known)) return known;
        IPEndPoint endPoint = to.ToIPEndPoint();
        if (_isIPv6Socket && to.IsIPv4) endPoint = new IPEndPoint(endPoint.Address.MapToIPv6(), endPoint.Port);
        if (_destinations.Count == KeptDestinations) _destinations.Clear();
        _destinations.Add(to, endPoint);
        return endPoint;
    }
}
