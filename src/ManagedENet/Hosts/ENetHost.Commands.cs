using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using ManagedENet.Internal;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Wire;
using ManagedENet.Transports;

namespace ManagedENet;

/// <content>What an application tells a host to do.</content>
public sealed partial class ENetHost
{
    /// <inheritdoc cref="Connect(ENetAddress, int, uint)"/>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    public ENetPeer Connect(IPEndPoint to, int channelCount = 1, uint data = 0) => Connect(new ENetAddress(to), channelCount, data);

    /// <summary>
    /// Asks for a connection. The question leaves at the next service or flush, and the answer is an event: <see cref="ENetEventType.Connect"/>, or
    /// <see cref="ENetEventType.Disconnect"/> when nobody answered in time. Stands for <c>enet_host_connect</c>.
    /// </summary>
    /// <param name="to">Where to; 255.255.255.255 asks whoever is near.</param>
    /// <param name="channelCount">Channels wanted, 1 to 255. The remote may grant fewer: <see cref="ENetPeer.ChannelCount"/>.</param>
    /// <param name="data">A number for the remote's connect event.</param>
    /// <returns>The peer, in <see cref="ENetPeerState.Connecting"/>. Packets can be sent from its connect event on.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channelCount"/> lies outside 1 to 255.</exception>
    /// <exception cref="ArgumentException">The port is 0, or this host's socket cannot reach such an address.</exception>
    /// <exception cref="InvalidOperationException">All peer slots are in use. <see cref="TryConnect(ENetAddress, out ENetPeer?, int, uint)"/> answers instead of throwing.</exception>
    public ENetPeer Connect(ENetAddress to, int channelCount = 1, uint data = 0)
    {
        if (TryConnect(to, out ENetPeer? peer, channelCount, data)) return peer;
        throw new InvalidOperationException($"All {PeerLimit} peer slots are in use; raise PeerLimit, or wait for a peer to leave.");
    }

    /// <summary>Asks for a connection as <see cref="Connect(ENetAddress, int, uint)"/> does.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="peer">The peer; null when all slots are in use.</param>
    /// <param name="channelCount">Channels wanted, 1 to 255.</param>
    /// <param name="data">A number for the remote's connect event.</param>
    /// <returns>False when all peer slots are in use.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channelCount"/> lies outside 1 to 255.</exception>
    /// <exception cref="ArgumentException">The port is 0, or this host's socket cannot reach such an address, or what it answers comes to another shard of this port.</exception>
    public bool TryConnect(ENetAddress to, [NotNullWhen(true)] out ENetPeer? peer, int channelCount = 1, uint data = 0)
    {
        VerifyAccess();
        VerifyChannelCount(channelCount, nameof(channelCount));
        VerifyDestination(to);
        VerifyShard(to);
        Connection? connection = Core.Connect(_engine.ReadClock(), to, channelCount, data);
        peer = connection is null ? null : _engine.Peers.Of(connection);
        if (peer is null) return false;
        peer.IsAsking = true;
        _engine.ApplyTimings(peer);
        return true;
    }

    /// <inheritdoc cref="TryConnect(ENetAddress, out ENetPeer?, int, uint)"/>
    /// <exception cref="ArgumentNullException"><paramref name="to"/> is null.</exception>
    public bool TryConnect(IPEndPoint to, [NotNullWhen(true)] out ENetPeer? peer, int channelCount = 1, uint data = 0) =>
        TryConnect(new ENetAddress(to), out peer, channelCount, data);

    /// <summary>
    /// Opens another socket and goes on with it: after the network has changed, or when a socket brings nothing but errors (<see cref="ENetStatistics.Transport"/> counts them, and a
    /// <see cref="Notice"/> tells them). Connections stay. Where the address and the port that others see are the same as before they go on; where not, what this host
    /// sends is a stranger's to the other ends, and connections end by time-out at both of them: connect anew.
    /// </summary>
    /// <param name="endPoint">As for <see cref="Bind"/>. Where the port is the one the host has, its socket is closed first.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The call came from inside a service call, or the host was made with a transport of yours that adds bytes to datagrams: pass another one of its kind.
    /// </exception>
    /// <exception cref="System.Net.Sockets.SocketException">
    /// The address is not of this machine, or the port is taken. The host keeps the socket that it has, unless that had to be closed first: then it has none, nothing leaves and
    /// nothing arrives until you call this again, and its connections live until they time out.
    /// </exception>
    public void Rebind(IPEndPoint endPoint)
    {
        if (endPoint is null) throw new ArgumentNullException(nameof(endPoint));
        VerifyAccess();
        if (_engine.OverheadBytes != 0)
        {
            throw new InvalidOperationException($"This host's transport adds {_engine.OverheadBytes} bytes to each datagram, and a plain socket does not: pass another transport of that kind to Rebind.");
        }

        _engine.Rebind(() => TransportChoice.Open(endPoint, Options));
    }

    /// <summary>Goes on with another transport of yours, as <see cref="Rebind(IPEndPoint)"/> does with another socket.</summary>
    /// <param name="transport">Moves the datagrams from now on. The host owns it, and has disposed the former one when the call returns.</param>
    /// <exception cref="ArgumentNullException"><paramref name="transport"/> is null.</exception>
    /// <exception cref="ArgumentException">It adds another number of bytes to each datagram than the former one, by which connections have agreed on their lengths, or is the one that the host has. It is still yours then.</exception>
    /// <exception cref="InvalidOperationException">The call came from inside a service call. The transport is still yours then.</exception>
    public void Rebind(IDatagramTransport transport)
    {
        if (transport is null) throw new ArgumentNullException(nameof(transport));
        VerifyAccess();
        if (ReferenceEquals(transport, _engine.Transport)) throw new ArgumentException("The host uses this transport already; pass a new one.", nameof(transport));
        if (transport.OverheadBytes != _engine.OverheadBytes)
        {
            throw new ArgumentException(
                $"The transport adds {transport.OverheadBytes} bytes to each datagram, and this host's connections reckon with {_engine.OverheadBytes}: make a new host for it.", nameof(transport));
        }

        _engine.Rebind(() => transport);
    }

    /// <summary>The time of now, microseconds of the host's clock; that of its rounds may be a frame old.</summary>
    internal long ReadClock() => _engine.ReadClock();

    /// <summary>
    /// Sends a datagram of your own, outside of any connection: to open a way through a NAT, to find hosts, to answer what an
    /// <see cref="IDatagramInterceptor"/> was given. It leaves at once, as it is: without a header, a checksum or compression, and nobody repeats it. Sent to the sender of the datagram that
    /// an interceptor is looking at, it leaves from the address which that came to, where the transport knows it.
    /// </summary>
    /// <param name="to">Where to; broadcast addresses are allowed where <see cref="ENetHostOptions.EnableBroadcast"/> is set.</param>
    /// <param name="datagram">Its bytes, up to 4,096 less what the transport adds; the span is not needed after the call.</param>
    /// <returns>
    /// True when the network took it, or keeps it and sends it as soon as it can; false when nothing was done because the network is full: try again later. An error of
    /// its destination is counted in <see cref="ENetStatistics.Transport"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="datagram"/> is longer than a datagram can be, the port is 0, or this host's socket cannot reach such an address.
    /// </exception>
    public bool SendUnconnected(in ENetAddress to, ReadOnlySpan<byte> datagram)
    {
        VerifyAccess();
        VerifyDestination(to);
        int limit = ProtocolConstants.MaximumMtu - _engine.OverheadBytes;
        if (datagram.Length > limit)
        {
            throw new ArgumentException($"A datagram has up to {limit} bytes, this one has {datagram.Length}; connect to send more.", nameof(datagram));
        }

        bool hasEntered = _engine.TryEnter();
        try
        {
            if (!_engine.TryGetSendSlot(out Span<byte> slot)) return false;
            datagram.CopyTo(slot);
            _engine.Transport.CommitSend(_engine.PathTo(to), datagram.Length, default);
            _engine.Transport.Flush();
            return true;
        }
        finally
        {
            if (hasEntered) _engine.Exit();
        }
    }

    /// <inheritdoc cref="SendUnconnected(in ENetAddress, ReadOnlySpan{byte})"/>
    /// <exception cref="ArgumentNullException"><paramref name="datagram"/> is null.</exception>
    public bool SendUnconnected(in ENetAddress to, byte[] datagram) => SendUnconnected(to, SendArguments.NotNull(datagram, nameof(datagram)).AsSpan());

    /// <summary>
    /// Makes a packet to be filled in through <see cref="ENetPacket.WritableSpan"/> and sent: the payload is then written only once. Stands for
    /// <c>enet_packet_create</c>.
    /// </summary>
    /// <param name="length">Bytes of payload, 0 or more.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <returns>A packet that is yours until a send answers <see cref="ENetSendResult.Queued"/>: dispose it otherwise. Its bytes are unset.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative, or there are no such <paramref name="flags"/>.</exception>
    public ENetPacket CreatePacket(int length, ENetPacketFlags flags)
    {
        VerifyAccess();
        SendArguments.VerifyFlags(flags);
        if (length < 0) throw new ArgumentOutOfRangeException(nameof(length), length, "A packet has 0 bytes or more.");
        return Core.CreatePacket(length, flags);
    }

    /// <summary>Makes a packet with a copy of <paramref name="payload"/>. Stands for <c>enet_packet_create</c>.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <returns>A packet that is yours until a send answers <see cref="ENetSendResult.Queued"/>: dispose it otherwise.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such <paramref name="flags"/>.</exception>
    public ENetPacket CreatePacket(ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        VerifyAccess();
        SendArguments.VerifyFlags(flags);
        return Core.CreatePacket(payload, flags);
    }

    /// <inheritdoc cref="CreatePacket(ReadOnlySpan{byte}, ENetPacketFlags)"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public ENetPacket CreatePacket(byte[] payload, ENetPacketFlags flags) => CreatePacket(SendArguments.NotNull(payload).AsSpan(), flags);

    /// <summary>Sends to every connected peer. Stands for <c>enet_host_broadcast</c>; the payload is copied once, for all of them.</summary>
    /// <param name="channelId">The channel, 0 to 254. Peers with fewer channels are left out.</param>
    /// <param name="payload">Its bytes; the span is not needed after the call.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <returns>The number of peers it was queued for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such <paramref name="flags"/>.</exception>
    public int Broadcast(byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        VerifyAccess();
        SendArguments.VerifyFlags(flags);
        return Core.Broadcast(channelId, payload, flags);
    }

    /// <inheritdoc cref="Broadcast(byte, ReadOnlySpan{byte}, ENetPacketFlags)"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public int Broadcast(byte channelId, byte[] payload, ENetPacketFlags flags) => Broadcast(channelId, SendArguments.NotNull(payload).AsSpan(), flags);

    /// <summary>Sends a packet to every connected peer. Stands for <c>enet_host_broadcast</c>.</summary>
    /// <param name="channelId">The channel, 0 to 254. Peers with fewer channels are left out.</param>
    /// <param name="packet">The packet. It is no longer yours, whatever the answer, as in native. A packet of another host is copied.</param>
    /// <returns>The number of peers it was queued for.</returns>
    /// <exception cref="ObjectDisposedException">The packet was disposed, sent or moved before.</exception>
    public int Broadcast(byte channelId, ENetPacket packet)
    {
        VerifyAccess();
        return Core.Broadcast(channelId, packet);
    }

    /// <summary>
    /// Lets nobody in from these addresses from now on, and does not tell them. Connections that exist stay: <see cref="Disconnect"/> ends them. An address is looked up in a step for each
    /// length of prefix in use, however many ranges are banned; one takes about 50 bytes. IPv4 ranges hold for IPv4 addresses in IPv6 form (<c>::ffff:192.0.2.1</c>) too.
    /// </summary>
    /// <param name="range">The addresses.</param>
    /// <returns>False when just this range was banned before.</returns>
    public bool Ban(ENetAddressRange range)
    {
        VerifyAccess();
        return Core.Door.Banned.Add(range);
    }

    /// <summary>Takes back <see cref="Ban"/>.</summary>
    /// <param name="range">A range that was banned, as it was.</param>
    /// <returns>False when just this range is not banned.</returns>
    public bool Unban(ENetAddressRange range)
    {
        VerifyAccess();
        return Core.Door.Banned.Remove(range);
    }

    /// <summary>
    /// Disconnects all peers at these addresses, as <see cref="ENetPeer.Disconnect"/> does: those who were connected are told, and the event of each follows. To keep them out, <see cref="Ban"/> the
    /// range first.
    /// </summary>
    /// <param name="range">The addresses.</param>
    /// <param name="data">A number for their disconnect events.</param>
    /// <returns>How many that were; those who were leaving already do not count.</returns>
    public int Disconnect(ENetAddressRange range, uint data = 0)
    {
        VerifyAccess();
        return Core.DisconnectFrom(range, data);
    }

    /// <summary>Lets in only who comes from these addresses, or from others that were allowed; <see cref="Ban"/> holds all the same. While nothing is allowed by name, everybody is.</summary>
    /// <param name="range">The addresses.</param>
    /// <returns>False when just this range was allowed before.</returns>
    public bool Allow(ENetAddressRange range)
    {
        VerifyAccess();
        return Core.Door.Allowed.Add(range);
    }

    /// <summary>Takes back <see cref="Allow"/>.</summary>
    /// <param name="range">A range that was allowed, as it was.</param>
    /// <returns>False when just this range is not allowed by name.</returns>
    public bool Disallow(ENetAddressRange range)
    {
        VerifyAccess();
        return Core.Door.Allowed.Remove(range);
    }

    /// <summary>
    /// Lets nobody in any more, leaves every connection when what was sent to it has arrived, and disposes the host. It never takes longer than it may: whoever is not done by then is told once and given up. What
    /// arrives meanwhile is dropped, and no event is given.
    /// </summary>
    /// <param name="timeout">How long it may take; zero says goodbye once to everybody and waits for nobody.</param>
    /// <param name="data">A number for the disconnect events of the remotes.</param>
    /// <returns>True when everybody has got all that was sent, or was gone before.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The call came from inside a service call of this host, or from another thread than its own.</exception>
    public bool Close(TimeSpan timeout, uint data = 0)
    {
        bool isDone = LeaveAll(timeout, data);
        Dispose();
        return isDone;
    }

    /// <summary>The same, without the end of the host: what arrives comes to it still, and nobody looks at it.</summary>
    internal bool LeaveAll(TimeSpan timeout, uint data)
    {
        if (timeout < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "Pass zero not to wait for anybody, or some seconds for those whose data is under way.");
        VerifyAccess();
        if (_engine.IsInCall) throw new InvalidOperationException("A handler cannot close the host that calls it; do it after Service has returned.");
        Core.Door.IsOpen = false;
        // Those who were answered already do not come in either: nobody would leave them.
        Core.Door.PeerLimit = 0;
        // Who leaves in order is told with the next round; without time for one everybody is told below.
        if (timeout > TimeSpan.Zero) Core.LeaveAll(data, isAtOnce: false);
        long endUs = ReadClock() + Driver.MicrosecondsOf(timeout);
        long beganAt = Stopwatch.GetTimestamp();
        // By the host's time, and by the machine's where that stands still.
        while (Core.TakenSlots > 0 && ReadClock() < endUs && Elapsed.Since(beganAt) < timeout)
        {
            Service(TimeSpan.FromMilliseconds(1), out ENetEvent e);
            e.Packet.Dispose();
        }

        bool isDone = Core.TakenSlots == 0;
        Core.LeaveAll(data, isAtOnce: true);
        Flush();
        return isDone;
    }

    /// <summary>Sets the bandwidth of this host; peers are told within a second. Stands for <c>enet_host_bandwidth_limit</c>.</summary>
    /// <param name="incoming">Bytes per second this host can take; 0 is unlimited.</param>
    /// <param name="outgoing">Bytes per second this host may send; 0 is unlimited.</param>
    public void SetBandwidthLimit(uint incoming, uint outgoing)
    {
        VerifyAccess();
        Core.SetBandwidthLimit(incoming, outgoing);
    }

    /// <summary>Limits the channels of incoming connections from now on; those that exist keep theirs. Stands for <c>enet_host_channel_limit</c>.</summary>
    /// <param name="limit">1 to 255, or 0 for 255.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> lies outside 0 to 255.</exception>
    public void SetChannelLimit(int limit)
    {
        VerifyAccess();
        if (limit != 0) VerifyChannelCount(limit, nameof(limit));
        Core.SetChannelLimit(limit == 0 ? ProtocolConstants.MaximumChannelCount : limit);
    }

    // Requirement: SHD-011
    private void VerifyShard(in ENetAddress to)
    {
        int shard = Place.Of(to);
        if (shard != Place.Number) throw new ArgumentException($"What {to} sends to this port comes to shard {shard}, and this is shard {Place.Number}: connect from that one.", nameof(to));
    }

    private void VerifyDestination(in ENetAddress to)
    {
        if (to.Port == 0) throw new ArgumentException("Port 0 is nobody's; pass the port the other host is bound to.", nameof(to));
        if (_engine.Transport.CanReach(to)) return;
        throw new ArgumentException($"A host at {_engine.Transport.LocalEndPoint} ({_engine.Transport.Name}) cannot reach {to}; bind it to IPAddress.IPv6Any for both families.", nameof(to));
    }

    private static void VerifyChannelCount(int channelCount, string parameter)
    {
        if (channelCount is >= ProtocolConstants.MinimumChannelCount and <= ProtocolConstants.MaximumChannelCount) return;
        throw new ArgumentOutOfRangeException(parameter, channelCount, "A connection has 1 to 255 channels.");
    }
}
