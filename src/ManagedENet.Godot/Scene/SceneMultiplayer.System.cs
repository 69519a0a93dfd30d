using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;

namespace ManagedENet.Godot.Scene;

/// <content>Who comes and goes, and what the server passes on.</content>
public sealed partial class SceneMultiplayer
{
    // As many as one server can have; a hostile one could tell of more.
    private const int MaximumPeers = 4095;

    private void Admit(int id)
    {
        if (IsRelaying && IsServer)
        {
            foreach (int other in new List<int>(Peers))
            {
                SendPeerMessage(other, SceneCommand.AddPeer, id);
                SendPeerMessage(id, SceneCommand.AddPeer, other);
            }
        }

        AddPeer(id);
    }

    private void Leave(int id, bool isSilent)
    {
        if (_pending.Remove(id))
        {
            if (!isSilent) PeerAuthenticationFailed?.Invoke(id);
            return;
        }

        if (!IsPeer(id)) return;
        if (IsRelaying && IsServer)
        {
            foreach (int other in Peers)
            {
                if (other != id) SendPeerMessage(other, SceneCommand.RemovePeer, id);
            }
        }

        RemovePeer(id, isSilent);
    }

    private void SendPeerMessage(int to, byte kind, int about)
    {
        WriteSystemHeader(kind, about);
        Peer.Send(to, _system.Span);
    }

    private ENetSendResult SendThroughServer(int target, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel)
    {
        WriteSystemHeader(SceneCommand.Relay, target);
        _system.WriteBytes(packet);
        return Peer.Send(GodotMultiplayerPeer.Server, _system.Span, mode, channel);
    }

    private void WriteSystemHeader(byte kind, int peer)
    {
        _system.Clear();
        _system.WriteByte(SceneCommand.System);
        _system.WriteByte(kind);
        _system.WriteInt32(peer);
    }

    private void ReceiveSystem(int sender, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel)
    {
        // The other side's last word of an authentication that we had completed.
        if (packet.Length == SceneCommand.AuthenticationHeaderBytes && packet[1] == SceneCommand.Authenticate) return;
        if (packet.Length < SceneCommand.SystemHeaderBytes)
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        int peer = BinaryPrimitives.ReadInt32LittleEndian(packet.Slice(2));
        bool isFromServer = !IsServer && sender == GodotMultiplayerPeer.Server;
        switch (packet[1])
        {
            case SceneCommand.AddPeer when IsRelaying && isFromServer:
                if (peer < 2 || peer == UniqueId || Peers.Count >= MaximumPeers) Drops.Count(GodotDropReason.InvalidSystemMessage);
                else AddPeer(peer);
                break;
            case SceneCommand.RemovePeer when IsRelaying && isFromServer:
                if (peer < 2 || !IsPeer(peer)) Drops.Count(GodotDropReason.InvalidSystemMessage);
                else RemovePeer(peer);
                break;
            case SceneCommand.Relay when IsRelaying && IsServer:
                Relay(sender, peer, packet.Slice(SceneCommand.SystemHeaderBytes), mode, channel);
                break;
            case SceneCommand.Relay when IsRelaying && isFromServer:
                if (IsPeer(peer)) Dispatch(peer, packet.Slice(SceneCommand.SystemHeaderBytes));
                else Drops.Count(GodotDropReason.UnknownPeer);
                break;
            default:
                Drops.Count(GodotDropReason.NotAllowed);
                break;
        }
    }

    private void Relay(int sender, int target, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel)
    {
        if (packet.IsEmpty)
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        if (target > 0)
        {
            // It may have left while the packet was on its way; and who means the server talks to it directly.
            if (!IsPeer(target))
            {
                Drops.Count(GodotDropReason.UnknownTarget);
                return;
            }

            WriteRelayed(sender, packet);
            PassOn(target, mode, channel);
            return;
        }

        WriteRelayed(sender, packet);
        int except = unchecked(-target);
        foreach (int id in Peers)
        {
            if (id != sender && id != except) PassOn(id, mode, channel);
        }

        if (except != GodotMultiplayerPeer.Server) Dispatch(sender, packet);
    }

    private void PassOn(int target, GodotTransferMode mode, int channel)
    {
        if (Peer.Send(target, _system.Span, mode, channel) != ENetSendResult.Queued) Drops.Count(GodotDropReason.NotPassedOn);
    }

    private void WriteRelayed(int source, ReadOnlySpan<byte> packet)
    {
        WriteSystemHeader(SceneCommand.Relay, source);
        _system.WriteBytes(packet);
    }
}
