using System;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot;

/// <content>Connections: how it starts, who comes, who leaves.</content>
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
        ArgumentRange.Verify(port, 0, ushort.MaxValue, nameof(port));
        ArgumentRange.Verify(maxClients, 1, MaximumClients, nameof(maxClients));
        int channels = _hosts.ChannelLimitFor(maxChannels, nameof(maxChannels));
        _host = _hosts.Open(port, maxClients, channels, incomingBandwidth, outgoingBandwidth);
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
        ArgumentRange.Verify(port, 1, ushort.MaxValue, nameof(port));
        CreateClient(new IPEndPoint(HostFactory.Resolve(address), port), channelCount, incomingBandwidth, outgoingBandwidth, localPort);
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
        ArgumentRange.Verify(localPort, 0, ushort.MaxValue, nameof(localPort));
        int channels = _hosts.ChannelLimitFor(channelCount, nameof(channelCount));
        int id = _options.UniqueId ?? GenerateUniqueId();
        _host = _hosts.Open(localPort, peerLimit: 1, channels, incomingBandwidth, outgoingBandwidth);
        try
        {
            _peers.Add(new PeerLink(Server, _host.Connect(server, channels, (uint)id)));
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
        ArgumentRange.Verify(uniqueId, 1, int.MaxValue, nameof(uniqueId));
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
        ArgumentRange.Verify(id, 1, int.MaxValue, nameof(id));
        if (id == UniqueId || _peers.Contains(id)) throw new ArgumentException($"The id {id} is taken.", nameof(id));
        if (_peers.TryFind(host, out PeerLink? served)) throw new ArgumentException($"This host serves the member {served!.Id} already; make one for each.", nameof(host));
        _peers.Add(new PeerLink(id, HostProbe.OnlyPeerOf(host, nameof(host)), host));
        PeerConnected?.Invoke(id);
    }

    /// <summary>
    /// Sends a peer away (<c>disconnect_peer</c>). Godot 4: <see cref="PeerDisconnected"/> comes when it has answered or timed out, and what waits to be sent is dropped.
    /// Godot 3: what waits is sent first.
    /// </summary>
    /// <param name="id">Its unique id; on a client of Godot 4 only 1.</param>
    /// <param name="force">
    /// Godot 4: it is forgotten at once, without an event. Godot 3: it is told once, with a datagram that may be lost, and the event comes within this call.
    /// </param>
    /// <returns>False when there is no such connection.</returns>
    public bool DisconnectPeer(int id, bool force = false)
    {
        VerifyThread();
        if (!_peers.TryFind(id, out PeerLink? link) || link!.Peer is not { } peer) return false;
        if (_godot3 is not null)
        {
            if (force) DisconnectAtOnce(link, peer);
            else peer.DisconnectLater();
            return true;
        }

        peer.Disconnect();
        (link.OwnHost ?? _host)!.Flush();
        if (!force) return true;
        _peers.Detach(link);
        if (_mode == ActiveMode.Client)
        {
            Close();
            return true;
        }

        _peers.Remove(id);
        link.OwnHost?.Dispose();
        return true;
    }

    private void DisconnectAtOnce(PeerLink link, ENetPeer peer)
    {
        peer.DisconnectNow();
        _peers.Detach(link);
        FinishLeaving(link);
    }

    private void Start(ActiveMode mode, int id, GodotConnectionStatus status)
    {
        _mode = mode;
        Session++;
        UniqueId = id;
        ConnectionStatus = status;
        _refusesConnections = false;
    }

    private void VerifyInactive()
    {
        if (_mode != ActiveMode.None) throw new InvalidOperationException("This multiplayer peer is active already; call Close first.");
    }

    private void AcceptClient(ENetPeer peer, int id)
    {
        // Somebody ended the slot's last connection behind our back, and it serves another one already.
        if (_peers.TryFind(peer, out PeerLink? former)) Leave(former!);
        GodotDropReason? reason = RefuseNewConnections ? GodotDropReason.ConnectionRefused
            : id < PeerId.LowestClient ? GodotDropReason.InvalidPeerId
            : IsTaken(id) ? GodotDropReason.TakenPeerId
            : null;
        if (reason is { } refused)
        {
            // As Godot does it: without a word, so that the client finds out by time-out.
            Drops.Count(refused);
            peer.Reset();
            return;
        }

        _peers.Add(new PeerLink(id, peer));
        PeerConnected?.Invoke(id);
        _godot3?.Introduce(id);
    }

    private bool IsTaken(int id)
    {
        if (!_peers.TryFind(id, out PeerLink? link)) return false;

        // Its last packets wait to be read, but the connection is over: a client that comes back must not have to wait for that.
        if (_peers.TakeLeaving(link!)) FinishLeaving(link!);
        return _peers.Contains(id);
    }

    private void ReachServer(ENetPeer peer)
    {
        if (!_peers.TryFind(peer, out PeerLink? link) || ConnectionStatus != GodotConnectionStatus.Connecting)
        {
            Drops.Count(GodotDropReason.ConnectionRefused);
            peer.Reset();
            return;
        }

        ConnectionStatus = GodotConnectionStatus.Connected;
        PeerConnected?.Invoke(link!.Id);
        ConnectionSucceeded?.Invoke();
    }

    /// <summary>A connection has ended. Its peer stays known until what it sent has had a poll's time to be read.</summary>
    private void Leave(PeerLink link)
    {
        _peers.Detach(link);
        if (link.QueuedPackets > 0) _peers.Postpone(link);
        else FinishLeaving(link);
    }

    private void FinishLeaving()
    {
        while (_peers.TryTakeLeaving(out PeerLink? link)) FinishLeaving(link!);
    }

    private void FinishLeaving(PeerLink link)
    {
        switch (_mode)
        {
            case ActiveMode.Client:
                LoseServer();
                break;
            case ActiveMode.Server:
                if (!_peers.Remove(link.Id)) return;
                _godot3?.AnnounceLeaving(link.Id);
                PeerDisconnected?.Invoke(link.Id);
                break;
            case ActiveMode.Mesh:
                if (!_peers.Remove(link.Id)) return;
                link.OwnHost!.Dispose();
                PeerDisconnected?.Invoke(link.Id);
                break;
        }
    }

    // The status is told after the close, so that a handler sees what is true and may start again.
    private void LoseServer()
    {
        bool wasConnected = ConnectionStatus == GodotConnectionStatus.Connected;
        Close();
        if (wasConnected)
        {
            PeerDisconnected?.Invoke(Server);
            ServerDisconnected?.Invoke();
        }
        else
        {
            ConnectionFailed?.Invoke();
        }
    }

    // What the application did through GetPeer, such as a reset, raises no ENet event.
    private void DropInactivePeers()
    {
        _ids.Clear();
        foreach (PeerLink link in _peers.Links)
        {
            if (link.Peer is { State: ENetPeerState.Disconnected }) _ids.Add(link.Id);
        }

        foreach (int id in _ids)
        {
            if (_peers.TryFind(id, out PeerLink? link)) Leave(link!);
        }
    }
}
