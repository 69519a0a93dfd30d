using System;
using System.Buffers.Binary;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot.Scene;

/// <content>What other peers send.</content>
public sealed partial class SceneMultiplayer
{
    // As many as one server can have; a hostile one could tell of more.
    private const int MaximumPeers = 4095;

    private protected override void Receive(in GodotPacket packet)
    {
        int sender = packet.Peer;
        ReadOnlySpan<byte> bytes = packet.Payload;
        if (_authentication.IsPending(sender))
        {
            if (!_authentication.HasEntered(sender, bytes))
            {
                if (_authentication.TryFinish(sender, bytes)) Admit(sender);
                return;
            }

            _authentication.Forget(sender);
            Admit(sender);

            // A handler of that may have closed the peer below, and with it this packet.
            FollowSession();
        }

        if (!Roster.Contains(sender))
        {
            Drops.Count(GodotDropReason.UnknownPeer);
        }
        else if (!bytes.IsEmpty && (bytes[0] & SceneCommand.Mask) == SceneCommand.System)
        {
            ReceiveSystem(sender, bytes, packet.Mode, packet.Channel);
        }
        else
        {
            Dispatch(sender, bytes);
        }
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
            case SceneCommand.AddPeer when _relay.IsActive && isFromServer:
                if (peer < PeerId.LowestClient || peer == UniqueId || Peers.Count >= MaximumPeers) Drops.Count(GodotDropReason.InvalidSystemMessage);
                else AddPeer(peer);
                break;
            case SceneCommand.RemovePeer when _relay.IsActive && isFromServer:
                if (peer < PeerId.LowestClient || !Roster.Contains(peer)) Drops.Count(GodotDropReason.InvalidSystemMessage);
                else RemovePeer(peer);
                break;
            case SceneCommand.Relay when _relay.IsActive && IsServer:
                ReadOnlySpan<byte> relayed = packet.Slice(SceneCommand.SystemHeaderBytes);
                if (_relay.TryRoute(sender, peer, relayed, mode, channel)) Dispatch(sender, relayed);
                break;
            case SceneCommand.Relay when _relay.IsActive && isFromServer:
                if (Roster.Contains(peer)) Dispatch(peer, packet.Slice(SceneCommand.SystemHeaderBytes));
                else Drops.Count(GodotDropReason.UnknownPeer);
                break;
            default:
                Drops.Count(GodotDropReason.NotAllowed);
                break;
        }
    }

    // Also for what the server passed on; system messages are not among that.
    private void Dispatch(int sender, ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
        {
            Drops.Count(GodotDropReason.UnknownCommand);
            return;
        }

        switch (packet[0] & SceneCommand.Mask)
        {
            case SceneCommand.RemoteCall:
                if (_calls.TryRead(sender, packet, Limits, out RpcNode? node, out RpcMethod? method, out Variant[] arguments)) TryInvoke(sender, node!, method!, arguments);
                break;
            case SceneCommand.SimplifyPath:
                _paths.ReceiveSimplifyPath(sender, packet);
                break;
            case SceneCommand.ConfirmPath:
                _paths.ReceiveConfirmPath(sender, packet);
                break;
            case SceneCommand.Raw:
                RaisePacketReceived(sender, packet.Slice(1));
                break;
            case SceneCommand.Spawn:
                if (_replication.TryReadSpawn(sender, packet, Limits, out SpawnPacket? spawn)) SpawnReceived?.Invoke(spawn!);
                break;
            case SceneCommand.Despawn:
                if (_replication.TryReadDespawn(sender, packet, out DespawnPacket despawn)) DespawnReceived?.Invoke(despawn);
                break;
            case SceneCommand.Sync:
                if (_replication.TryReadSync(sender, packet, Limits, out SyncPacket? sync)) SyncReceived?.Invoke(sync!);
                break;
            default:
                Drops.Count(GodotDropReason.NotAllowed);
                break;
        }
    }
}
