using System;
using ManagedENet.Godot.Diagnostics;

namespace ManagedENet.Godot.Wire;

/// <summary>
/// What Godot 3 does in the layer of connections, and Godot 4 in the one above: a server passes on what its clients send each other, and tells them of each other on a
/// channel of its own.
/// </summary>
internal sealed class Godot3Relay
{
    private readonly PeerTable _peers;
    private readonly GodotDropCounts _drops;
    private readonly bool _isRelaying;
    private readonly Action<int> _joined;
    private readonly Action<int> _left;

    /// <summary>Makes the relay of one multiplayer peer.</summary>
    /// <param name="peers">Whom it knows; a client's grows by whom the server tells of.</param>
    /// <param name="drops">Where it counts.</param>
    /// <param name="isRelaying">A server passes on and tells; without it, it does neither.</param>
    /// <param name="joined">Hears, on a client, of who came; may do anything.</param>
    /// <param name="left">Hears, on a client, of who left; may do anything.</param>
    public Godot3Relay(PeerTable peers, GodotDropCounts drops, bool isRelaying, Action<int> joined, Action<int> left)
    {
        _peers = peers;
        _drops = drops;
        _isRelaying = isRelaying;
        _joined = joined;
        _left = left;
    }

    /// <summary>Takes what a client's server sent.</summary>
    /// <param name="ownId">The client's own id.</param>
    /// <param name="channel">ENet's channel that it came on.</param>
    /// <param name="packet">Its bytes, with the frame.</param>
    /// <param name="source">Who sent it first, when it is to be read.</param>
    /// <returns>True when it is to be read, and then still the caller's; false when it is done with.</returns>
    public bool TryReceiveFromServer(int ownId, byte channel, ENetPacket packet, out int source)
    {
        source = 0;
        if (channel == ChannelMap.Godot3MessageChannel)
        {
            bool isTaken = Godot3Message.TryRead(packet.Span, out Godot3Message message) && TryTakeMessage(message, ownId);
            FinishMessage(packet, isTaken);
            return false;
        }

        if (!Godot3Frame.TryRead(packet.Span, out Godot3Frame frame)) return Drop(packet, GodotDropReason.ShortFrame);

        // A server can name any source: it could change what it passes on anyway.
        source = unchecked((int)frame.Source);
        return true;
    }

    /// <summary>Takes what a server's client sent, and passes it on to whom it is for.</summary>
    /// <param name="from">The client.</param>
    /// <param name="channel">ENet's channel that it came on.</param>
    /// <param name="packet">Its bytes, with the frame.</param>
    /// <returns>True when it is (also) for us, and then still the caller's; false when it is done with.</returns>
    public bool TryReceiveFromClient(PeerLink from, byte channel, ENetPacket packet)
    {
        if (channel == ChannelMap.Godot3MessageChannel)
        {
            FinishMessage(packet, isTaken: false);
            return false;
        }

        if (!Godot3Frame.TryRead(packet.Span, out Godot3Frame frame)) return Drop(packet, GodotDropReason.ShortFrame);
        return frame.Source == (uint)from.Id ? TryRoute(from, frame.Target, channel, packet) : Drop(packet, GodotDropReason.ForgedSource);
    }

    /// <summary>Tells a new client of the others, and the others of it.</summary>
    public void Introduce(int newcomer)
    {
        // Whoever heard of it first may have sent it away.
        if (!_isRelaying || !_peers.TryFind(newcomer, out PeerLink? link)) return;
        foreach (int id in _peers.Ids)
        {
            if (id != newcomer) SendMessage(link!, new Godot3Message(Godot3Message.AddPeer, id));
        }

        Announce(new Godot3Message(Godot3Message.AddPeer, newcomer));
    }

    /// <summary>Tells the clients that one has left.</summary>
    public void AnnounceLeaving(int id)
    {
        if (_isRelaying) Announce(new Godot3Message(Godot3Message.RemovePeer, id));
    }

    private bool TryRoute(PeerLink from, int target, byte channel, ENetPacket packet)
    {
        if (target == PeerId.Server) return true;
        if (!_isRelaying) return Drop(packet, GodotDropReason.UnknownTarget);
        if (target > 0)
        {
            PassOn(target, channel, packet);
            return false;
        }

        int except = unchecked(-target);
        foreach (PeerLink link in _peers.Links)
        {
            if (ReferenceEquals(link, from) || link.Id == except || link.Peer is not { State: ENetPeerState.Connected } peer) continue;
            if (peer.Send(channel, packet.Span, packet.Flags) != ENetSendResult.Queued) _drops.Count(GodotDropReason.NotPassedOn);
        }

        if (except != PeerId.Server) return true;
        packet.Dispose();
        return false;
    }

    private void PassOn(int target, byte channel, ENetPacket packet)
    {
        if (!_peers.TryFind(target, out PeerLink? link) || link!.Peer is not { } peer)
        {
            Drop(packet, GodotDropReason.UnknownTarget);
        }
        else if (peer.Send(channel, packet) != ENetSendResult.Queued)
        {
            Drop(packet, GodotDropReason.NotPassedOn);
        }
    }

    private bool TryTakeMessage(in Godot3Message message, int ownId)
    {
        if (message.Id < PeerId.LowestClient || message.Id == ownId) return false;
        switch (message.Kind)
        {
            case Godot3Message.AddPeer:
                if (!_peers.TryAddHeard(message.Id)) return false;
                _joined(message.Id);
                return true;
            case Godot3Message.RemovePeer:
                if (!_peers.Remove(message.Id)) return false;
                _left(message.Id);
                return true;
            default:
                return false;
        }
    }

    private void FinishMessage(ENetPacket packet, bool isTaken)
    {
        if (!isTaken) _drops.Count(GodotDropReason.InvalidSystemMessage);
        packet.Dispose();
    }

    private void Announce(in Godot3Message message)
    {
        foreach (PeerLink link in _peers.Links)
        {
            if (link.Id != message.Id) SendMessage(link, message);
        }
    }

    private static void SendMessage(PeerLink to, in Godot3Message message)
    {
        Span<byte> bytes = stackalloc byte[Godot3Message.Bytes];
        message.Write(bytes);
        to.Peer?.Send(ChannelMap.Godot3MessageChannel, bytes, ENetPacketFlags.Reliable);
    }

    // Answers that the packet is not to be read.
    private bool Drop(ENetPacket packet, GodotDropReason reason)
    {
        _drops.Count(reason);
        packet.Dispose();
        return false;
    }
}
