using System;
using ManagedENet.Godot.Diagnostics;

namespace ManagedENet.Godot.Scene;

/// <summary>
/// Godot 4's scene layer: authentication, remote calls, raw bytes, the relay between clients, and what spawners and synchronizers send.
/// Stands for <c>SceneMultiplayer</c>.
/// </summary>
/// <example>
/// <code>
/// using var peer = new GodotMultiplayerPeer();
/// var game = new SceneMultiplayer(peer);
/// game.AddNode("Main").AddAnyPeer("say", call => Console.WriteLine($"{call.Sender}: {call.Argument&lt;string&gt;(0)}"), VariantType.String);
/// peer.CreateServer(7777);
/// while (true) game.Poll(TimeSpan.FromMilliseconds(10));
/// </code>
/// </example>
public sealed partial class SceneMultiplayer : MultiplayerLayer
{
    private readonly TimeProvider _time;
    private readonly Variants.ByteBuffer _system = new();

    /// <summary>Puts the layer on a peer that speaks to Godot 4, before or after that was started.</summary>
    /// <param name="peer">The peer. Its packets belong to this layer from now on.</param>
    /// <exception cref="ArgumentException">The peer speaks to Godot 3.</exception>
    public SceneMultiplayer(GodotMultiplayerPeer peer)
        : base(peer, GodotWireVersion.Godot4)
    {
        _time = peer.Options.TimeProvider ?? TimeProvider.System;
    }

    /// <summary>
    /// The server passes on what clients send each other and tells them of each other (<c>server_relay</c>). True by default, and all must agree; set it before the peer is started.
    /// </summary>
    public bool ServerRelay { get; set; } = true;

    private bool IsRelaying => ServerRelay && Peer.IsServerRelaySupported;

    private protected override byte RawCommand => SceneCommand.Raw;

    /// <summary>Sends a peer away. <see cref="MultiplayerLayer.PeerDisconnected"/> is not raised for it, as in Godot, but the others are told (<c>disconnect_peer</c>).</summary>
    /// <returns>False when there is no such connection.</returns>
    public bool DisconnectPeer(int id)
    {
        Peer.VerifyThread();
        Leave(id, isSilent: true);
        return Peer.DisconnectPeer(id);
    }

    private protected override void OnLinkUp(int id)
    {
        if (AuthenticationHandler is null) Admit(id);
        else StartAuthentication(id);
    }

    private protected override void OnLinkDown(int id) => Leave(id, isSilent: false);

    private protected override void Clear()
    {
        base.Clear();
        _pending.Clear();
    }

    private protected override void Receive(in GodotPacket packet)
    {
        ReadOnlySpan<byte> bytes = packet.Payload;
        if (_pending.TryGetValue(packet.Peer, out PendingPeer? pending))
        {
            if (!pending.IsCompleteHere || IsAuthentication(bytes))
            {
                ReceiveAuthentication(packet.Peer, bytes);
                return;
            }

            // It has let us in and plays already: its last word of the authentication is on another channel, and still on its way.
            FinishAuthentication(packet.Peer);

            // A handler of that may have closed the peer below, and with it this packet.
            FollowSession();
        }

        if (!IsPeer(packet.Peer))
        {
            Drops.Count(GodotDropReason.UnknownPeer);
        }
        else if (!bytes.IsEmpty && (bytes[0] & SceneCommand.Mask) == SceneCommand.System)
        {
            ReceiveSystem(packet.Peer, bytes, packet.Mode, packet.Channel);
        }
        else
        {
            Dispatch(packet.Peer, bytes);
        }
    }

    private protected override ENetSendResult SendPacket(int target, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel)
    {
        if (Peer.ConnectionStatus != GodotConnectionStatus.Connected) return ENetSendResult.NotConnected;
        if (IsRelaying && !IsServer && target != GodotMultiplayerPeer.Server) return SendThroughServer(target, packet, mode, channel);
        if (target > 0) return IsPeer(target) ? Peer.Send(target, packet, mode, channel) : ENetSendResult.NotConnected;
        ENetSendResult first = ENetSendResult.Queued;
        int except = unchecked(-target);
        foreach (int id in Peers)
        {
            if (id == except) continue;
            ENetSendResult result = Peer.Send(id, packet, mode, channel);
            if (first == ENetSendResult.Queued) first = result;
        }

        return first;
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
                ReceiveCall(sender, packet);
                break;
            case SceneCommand.SimplifyPath:
                ReceiveSimplifyPath(sender, packet);
                break;
            case SceneCommand.ConfirmPath:
                ReceiveConfirmPath(sender, packet);
                break;
            case SceneCommand.Raw:
                RaisePacketReceived(sender, packet.Slice(1));
                break;
            case SceneCommand.Spawn:
                ReceiveSpawn(sender, packet);
                break;
            case SceneCommand.Despawn:
                ReceiveDespawn(sender, packet);
                break;
            case SceneCommand.Sync:
                ReceiveSync(sender, packet);
                break;
            default:
                Drops.Count(GodotDropReason.NotAllowed);
                break;
        }
    }
}
