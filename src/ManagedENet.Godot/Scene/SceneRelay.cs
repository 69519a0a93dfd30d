using System;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot.Scene;

/// <summary>
/// Sends the scene layer's packets: to a connection, or from a client through its server, which passes on what clients send each other and tells them of each other.
/// </summary>
internal sealed class SceneRelay
{
    private readonly GodotMultiplayerPeer _peer;
    private readonly PeerRoster _roster;
    private readonly GodotDropCounts _drops;
    private readonly ByteBuffer _message = new();

    public SceneRelay(GodotMultiplayerPeer peer, PeerRoster roster, GodotDropCounts drops)
    {
        _peer = peer;
        _roster = roster;
        _drops = drops;
    }

    /// <summary>What the game has set.</summary>
    public bool IsWanted { get; set; } = true;

    /// <summary>Whether there is something to pass on through: a mesh has no server.</summary>
    public bool IsActive => IsWanted && _peer.IsServerRelaySupported;

    /// <summary>Sends a packet of the game.</summary>
    /// <param name="target">0 everyone, positive one peer, negative everyone but one.</param>
    /// <param name="packet">Its bytes.</param>
    /// <param name="mode">How it travels.</param>
    /// <param name="channel">The transfer channel.</param>
    /// <returns>The first reason why one of the targets does not get it, or that all do.</returns>
    public ENetSendResult Send(int target, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel)
    {
        if (_peer.ConnectionStatus != GodotConnectionStatus.Connected) return ENetSendResult.NotConnected;
        if (IsActive && !_peer.IsServer && target != PeerId.Server)
        {
            WriteRelayed(target, packet);
            return _peer.Send(PeerId.Server, _message.Span, mode, channel);
        }

        if (target > 0) return _roster.Contains(target) ? _peer.Send(target, packet, mode, channel) : ENetSendResult.NotConnected;
        ENetSendResult first = ENetSendResult.Queued;
        int except = unchecked(-target);
        foreach (int id in _roster.Ids)
        {
            if (id == except) continue;
            ENetSendResult result = _peer.Send(id, packet, mode, channel);
            if (first == ENetSendResult.Queued) first = result;
        }

        return first;
    }

    /// <summary>On a server: tells a peer that is about to be let in of the others, and the others of it.</summary>
    public void Introduce(int newcomer)
    {
        if (!IsActive || !_peer.IsServer) return;
        foreach (int other in _roster.Ids)
        {
            SendMessage(other, SceneCommand.AddPeer, newcomer);
            SendMessage(newcomer, SceneCommand.AddPeer, other);
        }
    }

    /// <summary>On a server: tells the others that one leaves.</summary>
    public void AnnounceLeaving(int id)
    {
        if (!IsActive || !_peer.IsServer) return;
        foreach (int other in _roster.Ids)
        {
            if (other != id) SendMessage(other, SceneCommand.RemovePeer, id);
        }
    }

    /// <summary>On a server: passes on what a client sent to others.</summary>
    /// <param name="sender">The client.</param>
    /// <param name="target">As for <see cref="Send"/>; who means the server alone talks to it directly.</param>
    /// <param name="packet">Its bytes, without the header of the relay.</param>
    /// <param name="mode">How it came, and how it travels on.</param>
    /// <param name="channel">The transfer channel that it came on, and travels on.</param>
    /// <returns>True when it is for us as well.</returns>
    public bool TryRoute(int sender, int target, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel)
    {
        if (packet.IsEmpty)
        {
            _drops.Count(GodotDropReason.Malformed);
            return false;
        }

        if (target > 0)
        {
            // It may have left while the packet was on its way; and who means the server talks to it directly.
            if (!_roster.Contains(target))
            {
                _drops.Count(GodotDropReason.UnknownTarget);
                return false;
            }

            WriteRelayed(sender, packet);
            PassOn(target, mode, channel);
            return false;
        }

        WriteRelayed(sender, packet);
        int except = unchecked(-target);
        foreach (int id in _roster.Ids)
        {
            if (id != sender && id != except) PassOn(id, mode, channel);
        }

        return except != PeerId.Server;
    }

    private void PassOn(int target, GodotTransferMode mode, int channel)
    {
        if (_peer.Send(target, _message.Span, mode, channel) != ENetSendResult.Queued) _drops.Count(GodotDropReason.NotPassedOn);
    }

    private void SendMessage(int to, byte kind, int about)
    {
        WriteHeader(kind, about);
        _peer.Send(to, _message.Span);
    }

    // Towards the server the number is the target, from the server on the source.
    private void WriteRelayed(int targetOrSource, ReadOnlySpan<byte> packet)
    {
        WriteHeader(SceneCommand.Relay, targetOrSource);
        _message.WriteBytes(packet);
    }

    private void WriteHeader(byte kind, int peer)
    {
        _message.Clear();
        _message.WriteByte(SceneCommand.System);
        _message.WriteByte(kind);
        _message.WriteInt32(peer);
    }
}
