using System;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>
/// What a game's scripts see of the network: remote calls, raw bytes, and who is there. One for each engine: <see cref="SceneMultiplayer"/> for Godot 4,
/// <see cref="MultiplayerApi"/> for Godot 3.
/// </summary>
/// <remarks>
/// Poll it instead of its <see cref="Peer"/>, whose packets it takes and whose thread it belongs to with its nodes: another thread may read and set their properties, and all
/// else is an <see cref="InvalidOperationException"/> there. Handlers run inside <see cref="Poll()"/> and may do everything but poll. What others send is never trusted: it is checked, counted in
/// <see cref="Drops"/> where it is wrong, and an exception of a handler is reported by <see cref="HandlerFailed"/> if somebody listens there.
/// </remarks>
public abstract partial class MultiplayerLayer
{
    private readonly ByteBuffer _raw = new();
    private VariantLimits _limits = VariantLimits.Default;
    private int _session;

    private protected MultiplayerLayer(GodotMultiplayerPeer peer, GodotWireVersion version)
    {
        Peer = peer ?? throw new ArgumentNullException(nameof(peer));
        if (peer.Options.WireVersion != version)
        {
            throw new ArgumentException($"The peer speaks {peer.Options.WireVersion}, and this layer is for {version}; set WireVersion in the peer's options.", nameof(peer));
        }

        _session = peer.Session;
        peer.PeerConnected += id =>
        {
            FollowSession();

            // Somebody sent the last one of this id away by force below this layer, which raises no event there.
            if (Roster.Contains(id)) OnLinkDown(id);
            OnLinkUp(id);
        };
        peer.PeerDisconnected += OnLinkDown;
        peer.ConnectionFailed += () => ConnectionFailed?.Invoke();
        peer.ServerDisconnected += () =>
        {
            Clear();
            ServerDisconnected?.Invoke();
        };
    }

    /// <summary>A peer has joined (<c>peer_connected</c>; Godot 3: <c>network_peer_connected</c>): everybody else in the game, also those behind the server.</summary>
    public event Action<int>? PeerConnected;

    /// <summary>A peer has left (<c>peer_disconnected</c>; Godot 3: <c>network_peer_disconnected</c>).</summary>
    public event Action<int>? PeerDisconnected;

    /// <summary>A client has joined the game (<c>connected_to_server</c>).</summary>
    public event Action? ConnectedToServer;

    /// <summary>A client's server has not answered (<c>connection_failed</c>).</summary>
    public event Action? ConnectionFailed;

    /// <summary>A client has lost its server (<c>server_disconnected</c>).</summary>
    public event Action? ServerDisconnected;

    /// <summary>Bytes came that <see cref="SendBytes"/> sent (<c>peer_packet</c>; Godot 3: <c>network_peer_packet</c>).</summary>
    public event PeerPacketHandler? PacketReceived;

    /// <summary>
    /// The handler of a remote call threw. Without anybody listening here the exception leaves <see cref="Poll()"/>, and what another peer sent could end your program.
    /// </summary>
    public event Action<RpcCall, Exception>? HandlerFailed;

    /// <summary>The multiplayer peer below. Start it, close it, and ask it about connections; leave its packets to this layer.</summary>
    public GodotMultiplayerPeer Peer { get; }

    /// <summary>The unique ids of everybody else in the game (<c>get_peers</c>).</summary>
    public IReadOnlyCollection<int> Peers => Roster.Ids;

    /// <summary>Our own unique id; 0 while there is no connection.</summary>
    public int UniqueId => Peer.UniqueId;

    /// <summary>True while we are the server.</summary>
    public bool IsServer => Peer.IsServer;

    /// <summary>While a handler runs, who caused it; otherwise 0 (<c>get_remote_sender_id</c>).</summary>
    public int RemoteSenderId { get; private set; }

    /// <summary>What arrived and was not taken, by reason; the peer below counts its own.</summary>
    public GodotDropCounts Drops { get; } = new();

    /// <summary>What the arguments of others may ask for.</summary>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public VariantLimits Limits
    {
        get => _limits;
        set
        {
            if (value is null) throw new ArgumentNullException(nameof(value));
            value.Validate();
            _limits = value;
        }
    }

    private protected NodeTable Nodes { get; } = new();

    private protected PeerRoster Roster { get; } = new();

    /// <summary>Sends and receives, raises events and runs handlers; does not wait (<c>poll</c>).</summary>
    public void Poll() => Poll(TimeSpan.Zero);

    /// <summary>Polls, and waits for the first event until <paramref name="timeout"/> is over.</summary>
    /// <param name="timeout">As for <see cref="GodotMultiplayerPeer.Poll(TimeSpan)"/>.</param>
    /// <exception cref="InvalidOperationException">The peer belongs to another thread, or the call came from inside a poll: a handler cannot poll.</exception>
    public void Poll(TimeSpan timeout)
    {
        Peer.EnterPoll(isLayer: true);
        try
        {
            FollowSession();
            Peer.PollOnce(timeout);
            while (Peer.TryTakePacket(out GodotPacket packet)) Receive(packet);
            AfterPackets();
        }
        finally
        {
            Peer.LeavePoll();
        }
    }

    /// <summary>Sends bytes to other peers' <see cref="PacketReceived"/> (<c>send_bytes</c>).</summary>
    /// <param name="bytes">One byte or more.</param>
    /// <param name="target">0 everyone, the default; a positive id that peer; a negative id everyone but that one.</param>
    /// <param name="mode">How they travel.</param>
    /// <param name="channel">The transfer channel; 0, the default, is the engine's own.</param>
    /// <returns><see cref="ENetSendResult.Queued"/>, or the first reason why somebody does not get them.</returns>
    /// <exception cref="ArgumentException">There are no bytes.</exception>
    public ENetSendResult SendBytes(ReadOnlySpan<byte> bytes, int target = GodotMultiplayerPeer.Everyone, GodotTransferMode mode = GodotTransferMode.Reliable, int channel = 0)
    {
        Peer.VerifyThread();
        if (bytes.IsEmpty) throw new ArgumentException("Godot drops packets without bytes; send at least one.", nameof(bytes));
        _raw.Clear();
        _raw.WriteByte(RawCommand);
        _raw.WriteBytes(bytes);
        return SendPacket(target, _raw.Span, mode, channel);
    }

    private protected abstract byte RawCommand { get; }

    private protected abstract void Receive(in GodotPacket packet);

    private protected abstract ENetSendResult SendPacket(int target, ReadOnlySpan<byte> packet, GodotTransferMode mode, int channel);

    private protected abstract void OnLinkUp(int id);

    private protected abstract void OnLinkDown(int id);

    private protected virtual void AfterPackets()
    {
    }

    /// <summary>Forgets the game, but not the nodes.</summary>
    private protected virtual void Clear()
    {
        Roster.Clear();
        RemoteSenderId = 0;
    }

    private protected void AddPeer(int id)
    {
        if (!Roster.TryAdd(id)) return;
        if (id == GodotMultiplayerPeer.Server) ConnectedToServer?.Invoke();
        PeerConnected?.Invoke(id);
    }

    private protected void RemovePeer(int id, bool isSilent = false)
    {
        if (Roster.Remove(id) && !isSilent) PeerDisconnected?.Invoke(id);
    }

    private protected void RaisePacketReceived(int sender, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            Drops.Count(GodotDropReason.Malformed);
            return;
        }

        RemoteSenderId = sender;
        try
        {
            PacketReceived?.Invoke(sender, bytes);
        }
        finally
        {
            RemoteSenderId = 0;
        }
    }

    // Somebody may have closed the peer below and started it again since the last poll.
    private protected void FollowSession()
    {
        if (_session == Peer.Session) return;
        _session = Peer.Session;
        Clear();
    }
}
