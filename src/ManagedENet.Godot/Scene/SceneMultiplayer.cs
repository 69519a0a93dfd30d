using System;
using System.Collections.Generic;
using ManagedENet.Godot.Variants;

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
    private readonly SceneRelay _relay;
    private readonly SceneAuthentication _authentication;
    private readonly ScenePathCache _paths;
    private readonly SceneCalls _calls;
    private readonly SceneReplication _replication;

    /// <summary>Puts the layer on a peer that speaks to Godot 4, before or after that was started.</summary>
    /// <param name="peer">The peer. Its packets belong to this layer from now on.</param>
    /// <exception cref="ArgumentException">The peer speaks to Godot 3.</exception>
    public SceneMultiplayer(GodotMultiplayerPeer peer)
        : base(peer, GodotWireVersion.Godot4)
    {
        _relay = new SceneRelay(peer, Roster, Drops);
        _authentication = new SceneAuthentication(peer, Drops);
        _paths = new ScenePathCache(Nodes, Roster, _relay, Drops);
        _calls = new SceneCalls(Nodes, _paths, _relay, Drops);
        _replication = new SceneReplication(_paths, Drops);
    }

    /// <summary>A peer is connected and waits to be let in: send it something, or call <see cref="CompleteAuthentication"/> (<c>peer_authenticating</c>).</summary>
    public event Action<int>? PeerAuthenticating;

    /// <summary>A peer has left, or was sent away for taking too long, before it was let in (<c>peer_authentication_failed</c>).</summary>
    public event Action<int>? PeerAuthenticationFailed;

    /// <summary>Two peers have other lists of remote methods for a node: calls between them may reach other methods than they mean. The peer, and the path.</summary>
    public event Action<int, string>? ChecksumMismatched
    {
        add => _paths.ChecksumMismatched += value;
        remove => _paths.ChecksumMismatched -= value;
    }

    /// <summary>A node was spawned by a spawner whose node is registered here, and whose authority sent it.</summary>
    public event Action<SpawnPacket>? SpawnReceived;

    /// <summary>A node that was spawned is gone.</summary>
    public event Action<DespawnPacket>? DespawnReceived;

    /// <summary>Synchronizers sent their properties. Whether the sender may do that is yours to decide, by the authority of the node.</summary>
    public event Action<SyncPacket>? SyncReceived;

    /// <summary>
    /// The server passes on what clients send each other and tells them of each other (<c>server_relay</c>). True by default, and all must agree; set it before the peer is started.
    /// </summary>
    public bool ServerRelay
    {
        get => _relay.IsWanted;
        set => _relay.IsWanted = value;
    }

    /// <summary>
    /// Takes what peers send to authenticate (<c>auth_callback</c>). Null, the default, lets everybody in at once. Both sides must have one, or neither.
    /// </summary>
    public PeerPacketHandler? AuthenticationHandler
    {
        get => _authentication.Handler;
        set => _authentication.Handler = value;
    }

    /// <summary>How long it may take (<c>auth_timeout</c>); 3 seconds by default. Zero waits for ever.</summary>
    public TimeSpan AuthenticationTimeout
    {
        get => _authentication.Timeout;
        set => _authentication.Timeout = value;
    }

    /// <summary>The unique ids of the peers that wait to be let in (<c>get_authenticating_peers</c>).</summary>
    public IReadOnlyCollection<int> AuthenticatingPeers => _authentication.Peers;

    /// <summary>
    /// True for a game of Godot 4.0 to 4.2, where a path is confirmed by its text: we answer so. False, the default, answers as 4.3 and later do, by its number. What others
    /// confirm is read in either form. An engine that gets the other form prints an error and goes on sending whole paths.
    /// </summary>
    public bool ConfirmsByPath
    {
        get => _paths.ConfirmsByPath;
        set => _paths.ConfirmsByPath = value;
    }

    private protected override byte RawCommand => SceneCommand.Raw;

    /// <summary>Sends a peer away. <see cref="MultiplayerLayer.PeerDisconnected"/> is not raised for it, as in Godot, but the others are told (<c>disconnect_peer</c>).</summary>
    /// <returns>False when there is no such connection.</returns>
    public bool DisconnectPeer(int id)
    {
        Peer.VerifyThread();
        Leave(id, isSilent: true);
        return Peer.DisconnectPeer(id);
    }

    /// <summary>Sends something to the <see cref="AuthenticationHandler"/> of a peer that waits (<c>send_auth</c>).</summary>
    /// <param name="id">The peer.</param>
    /// <param name="data">One byte or more.</param>
    /// <returns><see cref="ENetSendResult.NotConnected"/> when it does not wait, or one of both sides has completed.</returns>
    /// <exception cref="ArgumentException">There is no data: that would say that we have completed.</exception>
    public ENetSendResult SendAuthentication(int id, ReadOnlySpan<byte> data)
    {
        Peer.VerifyThread();
        if (data.IsEmpty) throw new ArgumentException("Send at least one byte; nothing at all would say that we are done.", nameof(data));
        return _authentication.Send(id, data);
    }

    /// <summary>
    /// Says that we have nothing more to ask of a peer. It is in the game when both sides have said so, or when its first packet of the game comes, which says the same
    /// (<c>complete_auth</c>).
    /// </summary>
    /// <returns>False when it does not wait, or we have said so before.</returns>
    public bool CompleteAuthentication(int id)
    {
        Peer.VerifyThread();
        if (!_authentication.TryComplete(id, out bool isFinished)) return false;
        if (isFinished) Admit(id);
        return true;
    }

    private protected override ENetSendResult SendPacket(int target, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel) =>
        _relay.Send(target, packet, mode, channel);

    private protected override ENetSendResult SendCall(RpcNode node, RpcMethod method, int target, Variant[] arguments, GodotTransferMode mode) =>
        _calls.Send(node, method, target, Targets, arguments, mode);

    private protected override void OnLinkUp(int id)
    {
        if (AuthenticationHandler is null)
        {
            Admit(id);
            return;
        }

        _authentication.Begin(id);
        PeerAuthenticating?.Invoke(id);
    }

    private protected override void OnLinkDown(int id) => Leave(id, isSilent: false);

    private protected override void Clear()
    {
        base.Clear();
        _authentication.Clear();
    }

    private protected override void AfterPackets()
    {
        if (!_authentication.TryFindLate(out List<int> late)) return;
        foreach (int id in late)
        {
            // What was done about one of them may have sent others away.
            if (!_authentication.Forget(id)) continue;
            Peer.DisconnectPeer(id);
            PeerAuthenticationFailed?.Invoke(id);
        }
    }

    private void Admit(int id)
    {
        _relay.Introduce(id);
        AddPeer(id);
    }

    private void Leave(int id, bool isSilent)
    {
        if (_authentication.Forget(id))
        {
            if (!isSilent) PeerAuthenticationFailed?.Invoke(id);
            return;
        }

        if (!Roster.Contains(id)) return;
        _relay.AnnounceLeaving(id);
        RemovePeer(id, isSilent);
    }
}
