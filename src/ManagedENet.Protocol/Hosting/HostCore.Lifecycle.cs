using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Events;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>How peers come and go, and how the application hears of it.</summary>
public sealed partial class HostCore
{
    /// <summary>
    /// The next event (<c>enet_host_check_events</c>). Peers take turns, one event each. A received packet belongs to the caller from now on.
    /// </summary>
    public bool TryTakeEvent(out ProtocolEvent e)
    {
        if (_raised.Count > 0)
        {
            e = _raised.Dequeue();
            return true;
        }

        for (PeerCore? peer = _dispatch.Take(); peer is not null; peer = _dispatch.Take())
        {
            if (TryTakeEventOf(peer, out e)) return true;
        }

        e = default;
        return false;
    }

    /// <summary>The next packet of one peer, past the events (<c>enet_peer_receive</c>). It belongs to the caller from now on.</summary>
    public bool TryReceive(PeerCore peer, out byte channelId, out ENetPacket packet)
    {
        if (!peer.Inbox.TryTake(_stores, out channelId, out packet)) return false;
        Counters.DeliveredPackets++;
        peer.Traffic.ReceivedPackets++;
        return true;
    }

    private bool TryTakeEventOf(PeerCore peer, out ProtocolEvent e)
    {
        bool isZombie = peer.Phase == ENetPeerState.Zombie;
        bool mayReceive = isZombie || peer.Phase is ENetPeerState.Connected or ENetPeerState.AcknowledgingDisconnect;
        if (mayReceive && TryReceive(peer, out byte channelId, out ENetPacket packet))
        {
            // Requirement: CHN-061
            if (isZombie || !peer.Inbox.IsDrained) _dispatch.Add(peer);
            e = new ProtocolEvent(peer, channelId, packet);
            return true;
        }

        // Requirement: DIS-021, DIS-023
        if (isZombie)
        {
            RecalculateBandwidth();
            e = new ProtocolEvent(ENetEventType.Disconnect, peer, peer.EventData, peer.EndReason);
            ResetPeer(peer);
            return true;
        }

        e = default;
        return false;
    }

    // Requirement: HSK-046
    private void NotifyConnect(PeerCore peer)
    {
        RecalculateBandwidth();
        peer.IsEstablished = true;
        _peers.Count(peer);
        ChangePhase(peer, ENetPeerState.Connected);
        _raised.Enqueue(new ProtocolEvent(ENetEventType.Connect, peer, peer.EventData, ENetDisconnectReason.None));
    }

    // Requirement: DIS-030, HSK-030
    private void NotifyDisconnect(PeerCore peer, ENetDisconnectReason reason)
    {
        if (peer.Phase >= ENetPeerState.ConnectionPending) RecalculateBandwidth();
        if (peer.Phase != ENetPeerState.Connecting && peer.Phase < ENetPeerState.ConnectionSucceeded)
        {
            ResetPeer(peer);
            return;
        }

        // Requirement: DIS-023, DEV-053
        if (!peer.Inbox.IsDrained && !Has(NativeQuirks.DisconnectDropsReceived))
        {
            // What was acknowledged must reach the application, even when it is late in taking it.
            ResetQueues(peer, keepDelivered: true);
            peer.EventData = 0;
            BecomeZombie(peer, reason);
            return;
        }

        // Requirement: DIS-025, DIS-040
        _raised.Enqueue(new ProtocolEvent(ENetEventType.Disconnect, peer, 0, reason));
        ResetPeer(peer);
    }

    private void BecomeZombie(PeerCore peer, ENetDisconnectReason reason)
    {
        // Requirement: DIS-040
        peer.EndReason = reason;
        ChangePhase(peer, ENetPeerState.Zombie);
        _dispatch.Add(peer);
    }

    // The counters of connected and limited peers follow the two states that count as connected.
    private void ChangePhase(PeerCore peer, ENetPeerState phase)
    {
        bool was = PeerTransitions.IsConnected(peer.Phase);
        bool becomes = PeerTransitions.IsConnected(phase);
        if (was != becomes)
        {
            int step = becomes ? 1 : -1;
            ConnectedPeers += step;
            if (peer.IncomingBandwidth != 0) _limitedPeers += step;
        }

        peer.Phase = phase;
        MarkReady(peer);
    }

    /// <summary>Drops everything that is queued in either direction. The peer itself keeps its state.</summary>
    private void ResetQueues(PeerCore peer, bool keepDelivered)
    {
        peer.Epoch++;
        peer.Acknowledgements.Clear(_stores.Ledger.Incoming, ref peer.Inbox.Account);
        ReleaseAll(peer, ref peer.Outgoing);
        ReleaseAll(peer, ref peer.OutgoingReliable);
        ReleaseAll(peer, ref peer.InFlight);
        peer.Control.Clear(_stores.Ledger.Outgoing, ref peer.OutgoingAccount);
        peer.ReleaseChannels(_stores, keepDelivered);
        peer.ChannelCount = 0;
        if (peer.Inbox.IsDrained) _dispatch.Remove(peer);
    }

    /// <summary>Frees the slot without a word (<c>enet_peer_reset</c>).</summary>
    private void ResetPeer(PeerCore peer)
    {
        if (peer.Phase == ENetPeerState.Disconnected) return;
        ChangePhase(peer, ENetPeerState.Disconnected);
        ResetQueues(peer, keepDelivered: false);
        _dispatch.Remove(peer);
        _peers.Return(peer);
        peer.ClearConnection(_mtuBytes);
        _ready.Remove(peer.Slot);
        _continue.Remove(peer.Slot);
        _deadlines.Set(peer.Slot, ProtocolTime.Never);
    }

    private void ReleaseAll(PeerCore peer, ref Buffers.SlabList list)
    {
        while (!list.IsEmpty)
        {
            int index = list.Head;
            list.Remove(_stores.Outgoing, index);
            Release(peer, index);
        }
    }

    /// <summary>Frees a command that is in no list any more.</summary>
    private void Release(PeerCore peer, int index) => _stores.Release(index, ref peer.OutgoingAccount);
}
