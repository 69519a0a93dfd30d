using System;
using System.Collections.Generic;
using System.Threading;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot;

/// <content>Polling: who comes, who leaves, what arrives.</content>
public sealed partial class GodotMultiplayerPeer
{
    // A flood must not keep a frame for ever: the rest has its turn in the next poll.
    private const int EventsPerPoll = 8192;

    private readonly List<PeerLink> _leaving = new();
    private readonly List<int> _ids = new();
    private bool _isPolling;
    private bool _isReadByLayer;

    /// <summary>
    /// Sends what is due, takes what has arrived, and raises the events; does not wait (<c>poll</c>). Ends the life of the packet that was taken last.
    /// Does nothing while <see cref="ConnectionStatus"/> is disconnected.
    /// </summary>
    public void Poll() => Poll(TimeSpan.Zero);

    /// <summary>Polls, and waits for the first event until <paramref name="timeout"/> is over. A mesh, which has many sockets, does not wait.</summary>
    /// <param name="timeout">Zero does not wait; <see cref="Timeout.InfiniteTimeSpan"/> waits without an end.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    /// <exception cref="InvalidOperationException">It belongs to another thread, or the call came from inside a poll: an event's handler cannot poll.</exception>
    public void Poll(TimeSpan timeout)
    {
        EnterPoll(isLayer: false);
        try
        {
            PollOnce(timeout);
        }
        finally
        {
            LeavePoll();
        }
    }

    /// <summary>
    /// Begins a poll. One inside another would take the packet away that is being read, and tell of what comes later before what comes first has been told.
    /// </summary>
    /// <param name="isLayer">True for the layer above, which takes the packets itself.</param>
    internal void EnterPoll(bool isLayer)
    {
        VerifyThread();
        if (_isPolling) throw new InvalidOperationException("A handler cannot poll the peer that calls it; do it after Poll has returned.");
        _isPolling = true;
        _isReadByLayer = isLayer;
    }

    internal void LeavePoll()
    {
        _isPolling = false;
        _isReadByLayer = false;
    }

    internal void PollOnce(TimeSpan timeout)
    {
        ReleaseCurrentPacket();
        FinishLeaving();
        DropInactivePeers();
        if (_host is { } host)
        {
            PollHost(host, timeout);
            return;
        }

        if (_mode != ActiveMode.Mesh) return;
        _ids.Clear();
        _ids.AddRange(_links.Keys);
        foreach (int id in _ids)
        {
            if (_links.TryGetValue(id, out PeerLink? link)) PollMeshPeer(link);
        }
    }

    private void PollHost(ENetHost host, TimeSpan timeout)
    {
        int budget = EventsPerPoll;

        // An event's handler may close or start again.
        while (budget-- > 0 && ReferenceEquals(_host, host) && host.Service(timeout, out ENetEvent e))
        {
            timeout = TimeSpan.Zero;
            switch (e.Type)
            {
                case ENetEventType.Connect when _mode == ActiveMode.Server:
                    AcceptClient(e.Peer, unchecked((int)e.Data));
                    break;
                case ENetEventType.Connect:
                    ReachServer(e.Peer);
                    break;
                case ENetEventType.Disconnect:
                    LastDisconnectReason = e.DisconnectReason;
                    LastDisconnectData = e.Data;
                    if (_linkOf.TryGetValue(e.Peer, out PeerLink? gone)) Leave(gone);
                    break;
                case ENetEventType.Receive:
                    Receive(e.Peer, e.ChannelId, e.Packet);
                    break;
            }
        }
    }

    private void PollMeshPeer(PeerLink link)
    {
        int budget = EventsPerPoll;
        while (budget-- > 0 && _links.TryGetValue(link.Id, out PeerLink? known) && ReferenceEquals(known, link)
            && link.Peer is not null && link.OwnHost!.Service(TimeSpan.Zero, out ENetEvent e))
        {
            switch (e.Type)
            {
                case ENetEventType.Connect:
                    Drops.Count(GodotDropReason.ConnectionRefused);
                    e.Peer.Reset();
                    break;
                case ENetEventType.Disconnect when ReferenceEquals(e.Peer, link.Peer):
                    LastDisconnectReason = e.DisconnectReason;
                    LastDisconnectData = e.Data;
                    Leave(link);
                    break;
                case ENetEventType.Receive:
                    Receive(e.Peer, e.ChannelId, e.Packet);
                    break;
            }
        }
    }

    private void AcceptClient(ENetPeer peer, int id)
    {
        // Somebody ended the slot's last connection behind our back, and it serves another one already.
        if (_linkOf.TryGetValue(peer, out PeerLink? former)) Leave(former);
        GodotDropReason? reason = RefuseNewConnections ? GodotDropReason.ConnectionRefused
            : id < 2 ? GodotDropReason.InvalidPeerId
            : IsTaken(id) ? GodotDropReason.TakenPeerId
            : null;
        if (reason is { } refused)
        {
            // As Godot does it: without a word, so that the client finds out by time-out.
            Drops.Count(refused);
            peer.Reset();
            return;
        }

        Link(new PeerLink(id, peer));
        PeerConnected?.Invoke(id);
        if (SpeaksGodot3 && _options.ServerRelay) IntroduceGodot3(id);
    }

    private bool IsTaken(int id)
    {
        if (!_links.TryGetValue(id, out PeerLink? link)) return false;

        // Its last packets wait to be read, but the connection is over: a client that comes back must not have to wait for that.
        if (_leaving.Remove(link)) FinishLeaving(link);
        return _links.ContainsKey(id);
    }

    private void ReachServer(ENetPeer peer)
    {
        if (!_linkOf.TryGetValue(peer, out PeerLink? link) || ConnectionStatus != GodotConnectionStatus.Connecting)
        {
            Drops.Count(GodotDropReason.ConnectionRefused);
            peer.Reset();
            return;
        }

        ConnectionStatus = GodotConnectionStatus.Connected;
        PeerConnected?.Invoke(link.Id);
        ConnectionSucceeded?.Invoke();
    }

    /// <summary>A connection has ended. Its peer stays known until what it sent has had a poll's time to be read.</summary>
    private void Leave(PeerLink link)
    {
        if (link.Peer is { } peer) _linkOf.Remove(peer);
        link.Detach();
        if (link.QueuedPackets > 0) _leaving.Add(link);
        else FinishLeaving(link);
    }

    private void FinishLeaving()
    {
        while (_leaving.Count > 0)
        {
            PeerLink link = _leaving[0];
            _leaving.RemoveAt(0);
            FinishLeaving(link);
        }
    }

    private void FinishLeaving(PeerLink link)
    {
        switch (_mode)
        {
            case ActiveMode.Client:
                LoseServer();
                break;
            case ActiveMode.Server:
                if (!_links.Remove(link.Id)) return;
                if (SpeaksGodot3 && _options.ServerRelay) AnnounceGodot3(new Godot3Message(Godot3Message.RemovePeer, link.Id), except: link.Id);
                PeerDisconnected?.Invoke(link.Id);
                break;
            case ActiveMode.Mesh:
                if (!_links.Remove(link.Id)) return;
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
        foreach (PeerLink link in _links.Values)
        {
            if (link.Peer is { State: ENetPeerState.Disconnected }) _ids.Add(link.Id);
        }

        foreach (int id in _ids)
        {
            if (_links.TryGetValue(id, out PeerLink? link)) Leave(link);
        }
    }
}
