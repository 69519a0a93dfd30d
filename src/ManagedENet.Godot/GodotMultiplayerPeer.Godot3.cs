using System;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot;

/// <content>What Godot 3 does in this layer: frames, messages about peers, and passing packets on.</content>
public sealed partial class GodotMultiplayerPeer
{
    private void ReceiveGodot3(PeerLink link, byte channel, ENetPacket packet)
    {
        if (channel == ChannelMap.Godot3MessageChannel)
        {
            bool isTaken = _mode == ActiveMode.Client && Godot3Message.TryRead(packet.Span, out Godot3Message message) && TryTakeMessage(message);
            if (!isTaken) Drops.Count(GodotDropReason.InvalidSystemMessage);
            packet.Dispose();
            return;
        }

        if (!Godot3Frame.TryRead(packet.Span, out Godot3Frame frame))
        {
            Drop(packet, GodotDropReason.ShortFrame);
        }
        else if (_mode == ActiveMode.Client)
        {
            // A server can name any source: it could change what it passes on anyway.
            Enqueue(packet, Godot3Frame.Bytes, link, unchecked((int)frame.Source), channel);
        }
        else if (frame.Source != (uint)link.Id)
        {
            Drop(packet, GodotDropReason.ForgedSource);
        }
        else
        {
            Route(link, frame.Target, channel, packet);
        }
    }

    private void Route(PeerLink from, int target, byte channel, ENetPacket packet)
    {
        if (target == Server)
        {
            Enqueue(packet, Godot3Frame.Bytes, from, from.Id, channel);
            return;
        }

        if (!_options.ServerRelay)
        {
            Drop(packet, GodotDropReason.UnknownTarget);
            return;
        }

        if (target > 0)
        {
            PassOn(target, channel, packet);
            return;
        }

        int except = unchecked(-target);
        foreach (PeerLink link in _links.Values)
        {
            if (ReferenceEquals(link, from) || link.Id == except || link.Peer is not { State: ENetPeerState.Connected } peer) continue;
            if (peer.Send(channel, packet.Span, packet.Flags) != ENetSendResult.Queued) Drops.Count(GodotDropReason.NotPassedOn);
        }

        if (except == Server) packet.Dispose();
        else Enqueue(packet, Godot3Frame.Bytes, from, from.Id, channel);
    }

    private void PassOn(int target, byte channel, ENetPacket packet)
    {
        if (!_links.TryGetValue(target, out PeerLink? link) || link.Peer is not { } peer)
        {
            Drop(packet, GodotDropReason.UnknownTarget);
        }
        else if (peer.Send(channel, packet) != ENetSendResult.Queued)
        {
            Drop(packet, GodotDropReason.NotPassedOn);
        }
    }

    private bool TryTakeMessage(in Godot3Message message)
    {
        if (message.Id < 2 || message.Id == UniqueId) return false;
        switch (message.Kind)
        {
            case Godot3Message.AddPeer:
                if (_links.Count >= MaximumKnownPeers || !_links.TryAdd(message.Id, new PeerLink(message.Id, peer: null))) return false;
                PeerConnected?.Invoke(message.Id);
                return true;
            case Godot3Message.RemovePeer:
                if (!_links.Remove(message.Id)) return false;
                PeerDisconnected?.Invoke(message.Id);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Tells a new client of the others, and the others of it.</summary>
    private void IntroduceGodot3(int newcomer)
    {
        // The event's handler may have sent it away.
        if (!_links.TryGetValue(newcomer, out PeerLink? link)) return;
        foreach (int id in _links.Keys)
        {
            if (id != newcomer) SendMessage(link, new Godot3Message(Godot3Message.AddPeer, id));
        }

        AnnounceGodot3(new Godot3Message(Godot3Message.AddPeer, newcomer), except: newcomer);
    }

    private void AnnounceGodot3(in Godot3Message message, int except)
    {
        foreach (KeyValuePair<int, PeerLink> pair in _links)
        {
            if (pair.Key != except) SendMessage(pair.Value, message);
        }
    }

    private static void SendMessage(PeerLink to, in Godot3Message message)
    {
        Span<byte> bytes = stackalloc byte[Godot3Message.Bytes];
        message.Write(bytes);
        to.Peer?.Send(ChannelMap.Godot3MessageChannel, bytes, ENetPacketFlags.Reliable);
    }

    private void DisconnectGodot3(PeerLink link, ENetPeer peer, bool force)
    {
        if (!force)
        {
            peer.DisconnectLater();
            return;
        }

        peer.DisconnectNow();
        _linkOf.Remove(peer);
        link.Detach();
        FinishLeaving(link);
    }
}
