using System;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot;

/// <content>Starting: as a server, as a client, as a member of a mesh.</content>
public sealed partial class GodotMultiplayerPeer
{
    private const int MaximumClients = 4095;

    /// <summary>Starts a server; its own id is 1 (<c>create_server</c>).</summary>
    /// <param name="port">0 to 65,535; 0 takes a free one, which <see cref="Host"/> tells.</param>
    /// <param name="maxClients">1 to 4,095.</param>
    /// <param name="maxChannels">
    /// Godot 4: transfer channels beside the engine's own, 0 to 253; 0 allows all of them. Godot 3: channels in all (<c>channel_count</c>), 3 to 255; 0 is 3.
    /// </param>
    /// <param name="incomingBandwidth">Bytes per second this side can take; 0 is unlimited. Godot 4 itself loses this value.</param>
    /// <param name="outgoingBandwidth">Bytes per second this side may send; 0 is unlimited.</param>
    /// <exception cref="InvalidOperationException">It is active already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="SocketException">The port is taken, or the address is not of this machine.</exception>
    public void CreateServer(int port, int maxClients = 32, int maxChannels = 0, uint incomingBandwidth = 0, uint outgoingBandwidth = 0)
    {
        VerifyInactive();
        VerifyRange(port, 0, ushort.MaxValue, nameof(port));
        VerifyRange(maxClients, 1, MaximumClients, nameof(maxClients));
        int channels = VerifyChannels(maxChannels, nameof(maxChannels));
        _host = OpenHost(new IPEndPoint(BindAddress, port), maxClients, channels, incomingBandwidth, outgoingBandwidth);
        Start(ActiveMode.Server, Server, GodotConnectionStatus.Connected);
    }

    /// <summary>
    /// Starts a client. The answer comes as <see cref="PeerConnected"/> with the id 1, or as <see cref="ConnectionFailed"/> when nobody answered in time (<c>create_client</c>).
    /// </summary>
    /// <param name="address">A name or an address. A name is looked up at once, which can take seconds.</param>
    /// <param name="port">1 to 65,535.</param>
    /// <param name="channelCount">As for <see cref="CreateServer"/>: Godot 4, transfer channels wanted; Godot 3, channels in all. 0 is the engine's default.</param>
    /// <param name="incomingBandwidth">Bytes per second this side can take; 0 is unlimited.</param>
    /// <param name="outgoingBandwidth">Bytes per second this side may send; 0 is unlimited.</param>
    /// <param name="localPort">The port of this side; 0 takes a free one.</param>
    /// <exception cref="InvalidOperationException">It is active already.</exception>
    /// <exception cref="ArgumentException">A value is out of its range, or the address cannot be reached from <see cref="GodotPeerOptions.BindAddress"/>.</exception>
    /// <exception cref="SocketException">The name is not known, or the local port is taken.</exception>
    public void CreateClient(string address, int port, int channelCount = 0, uint incomingBandwidth = 0, uint outgoingBandwidth = 0, int localPort = 0)
    {
        if (address is null) throw new ArgumentNullException(nameof(address));
        VerifyRange(port, 1, ushort.MaxValue, nameof(port));
        CreateClient(new IPEndPoint(Resolve(address), port), channelCount, incomingBandwidth, outgoingBandwidth, localPort);
    }

    /// <inheritdoc cref="CreateClient(string, int, int, uint, uint, int)"/>
    /// <param name="server">Where the server is.</param>
    /// <param name="channelCount">As for <see cref="CreateServer"/>.</param>
    /// <param name="incomingBandwidth">Bytes per second this side can take; 0 is unlimited.</param>
    /// <param name="outgoingBandwidth">Bytes per second this side may send; 0 is unlimited.</param>
    /// <param name="localPort">The port of this side; 0 takes a free one.</param>
    public void CreateClient(IPEndPoint server, int channelCount = 0, uint incomingBandwidth = 0, uint outgoingBandwidth = 0, int localPort = 0)
    {
        if (server is null) throw new ArgumentNullException(nameof(server));
        VerifyInactive();
        VerifyRange(localPort, 0, ushort.MaxValue, nameof(localPort));
        int channels = VerifyChannels(channelCount, nameof(channelCount));
        int id = _options.UniqueId ?? GenerateUniqueId();
        _host = OpenHost(new IPEndPoint(BindAddress, localPort), peerLimit: 1, channels, incomingBandwidth, outgoingBandwidth);
        try
        {
            Link(new PeerLink(Server, _host.Connect(server, channels, (uint)id)));
        }
        catch
        {
            CloseHost();
            throw;
        }

        Start(ActiveMode.Client, id, GodotConnectionStatus.Connecting);
    }

    /// <summary>
    /// Starts a member of a mesh, in which everybody has a connection to everybody: add them with <see cref="AddMeshPeer"/> (<c>create_mesh</c>).
    /// </summary>
    /// <param name="uniqueId">Its own id, 1 or more; the members must agree who has which.</param>
    /// <exception cref="InvalidOperationException">It is active already.</exception>
    /// <exception cref="NotSupportedException">Godot 3 has no mesh.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="uniqueId"/> is below 1.</exception>
    public void CreateMesh(int uniqueId)
    {
        VerifyInactive();
        if (_options.WireVersion == GodotWireVersion.Godot3) throw new NotSupportedException("Godot 3 has no mesh of ENet peers; use WireVersion Godot4.");
        VerifyRange(uniqueId, 1, int.MaxValue, nameof(uniqueId));
        Start(ActiveMode.Mesh, uniqueId, GodotConnectionStatus.Connected);
    }

    /// <summary>
    /// Adds a member to the mesh (<c>add_mesh_peer</c>): make a host for every pair of members, connect the two, and hand them over when they are connected.
    /// </summary>
    /// <param name="id">The member's id, 1 or more.</param>
    /// <param name="host">A host of this thread with exactly one peer, connected. It belongs to this object from now on.</param>
    /// <exception cref="InvalidOperationException">It is not a mesh; call <see cref="CreateMesh"/> first.</exception>
    /// <exception cref="ArgumentException">The id is taken or our own, or the host has not exactly one connected peer. The host is still yours then.</exception>
    public void AddMeshPeer(int id, ENetHost host)
    {
        if (host is null) throw new ArgumentNullException(nameof(host));
        VerifyThread();
        if (_mode != ActiveMode.Mesh) throw new InvalidOperationException("This is no mesh; call CreateMesh first.");
        VerifyRange(id, 1, int.MaxValue, nameof(id));
        if (id == UniqueId || _links.ContainsKey(id)) throw new ArgumentException($"The id {id} is taken.", nameof(id));
        foreach (PeerLink link in _links.Values)
        {
            if (ReferenceEquals(link.OwnHost, host)) throw new ArgumentException($"This host serves the member {link.Id} already; make one for each.", nameof(host));
        }

        ENetPeer? only = null;
        foreach (ENetPeer peer in host.Peers)
        {
            if (peer.State == ENetPeerState.Disconnected) continue;
            if (only is not null || peer.State != ENetPeerState.Connected) throw NotOnePeer(nameof(host));
            only = peer;
        }

        if (only is null) throw NotOnePeer(nameof(host));
        Link(new PeerLink(id, only, host));
        PeerConnected?.Invoke(id);
    }

    private static ArgumentException NotOnePeer(string parameter) => new("The host must have exactly one peer, and that must be connected: service it until its connect event.", parameter);

    private IPAddress BindAddress => _options.BindAddress ?? (_options.Host.DualMode ? IPAddress.IPv6Any : IPAddress.Any);

    private void Start(ActiveMode mode, int id, GodotConnectionStatus status)
    {
        _mode = mode;
        Session++;
        UniqueId = id;
        ConnectionStatus = status;
        _refusesConnections = false;
    }

    private void Link(PeerLink link)
    {
        _links[link.Id] = link;
        if (link.Peer is { } peer) _linkOf[peer] = link;
    }

    private ENetHost OpenHost(IPEndPoint endPoint, int peerLimit, int channelLimit, uint incomingBandwidth, uint outgoingBandwidth)
    {
        ENetHostOptions options = _options.Host with
        {
            PeerLimit = peerLimit,
            ChannelLimit = channelLimit,
            IncomingBandwidth = incomingBandwidth,
            OutgoingBandwidth = outgoingBandwidth,
            Compressor = Compression.DatagramCompressors.FactoryOf(_options.Compression),
            Checksum = null,
        };
        if (_options.OpenTransport is not { } open && _options.TimeProvider is null) return ENetHost.Bind(endPoint, options);
        Transports.IDatagramTransport transport = _options.OpenTransport is null ? Transports.SocketTransport.Bind(endPoint, options) : _options.OpenTransport(endPoint);
        try
        {
            return new ENetHost(transport, options, _options.TimeProvider);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private int VerifyChannels(int channels, string parameter)
    {
        if (_options.WireVersion == GodotWireVersion.Godot4)
        {
            VerifyRange(channels, 0, ChannelMap.HighestTransferChannel(GodotWireVersion.Godot4), parameter);
            return channels == 0 ? ChannelMap.HighestChannel + 1 : channels + ChannelMap.Godot4SystemChannels;
        }

        if (channels == 0) return ChannelMap.Godot3SystemChannels;
        VerifyRange(channels, ChannelMap.Godot3SystemChannels, ChannelMap.HighestChannel + 1, parameter);
        return channels;
    }

    private static IPAddress Resolve(string address)
    {
        if (IPAddress.TryParse(address, out IPAddress? literal)) return literal;
        IPAddress[] found = Dns.GetHostAddresses(address);
        foreach (IPAddress candidate in found)
        {
            if (candidate.AddressFamily == AddressFamily.InterNetwork) return candidate;
        }

        return found.Length > 0 ? found[0] : throw new SocketException((int)SocketError.HostNotFound);
    }

    private void VerifyInactive()
    {
        if (_mode != ActiveMode.None) throw new InvalidOperationException("This multiplayer peer is active already; call Close first.");
    }

    private static void VerifyRange(int value, int minimum, int maximum, string parameter)
    {
        if (value < minimum || value > maximum) throw new ArgumentOutOfRangeException(parameter, value, FormattableString.Invariant($"Pass {minimum} to {maximum}."));
    }
}
