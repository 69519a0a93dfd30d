using System;
using System.Collections.Generic;
using ManagedENet.Godot.Compression;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot;

/// <summary>
/// A peer of a Godot game outside the engine: server, client or member of a mesh. Stands for Godot 4's <c>ENetMultiplayerPeer</c> and, with
/// <see cref="GodotWireVersion.Godot3"/>, for Godot 3's <c>NetworkedMultiplayerENet</c>.
/// </summary>
/// <remarks>
/// <para>
/// It belongs to the thread that started it and does nothing by itself: call <see cref="Poll()"/> many times a second. Events are raised inside that call, and their handlers
/// may do everything but poll. Another thread may dispose it and read its properties, which may be a moment old; all else is an <see cref="InvalidOperationException"/> there.
/// For remote calls, authentication and relay put a <see cref="Scene.SceneMultiplayer"/> (Godot 4) or a <see cref="Scene.MultiplayerApi"/> (Godot 3) on top.
/// </para>
/// <para>The network never makes it throw; what arrives and cannot be taken is counted in <see cref="Drops"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// using var peer = new GodotMultiplayerPeer();
/// peer.PeerConnected += id => Console.WriteLine($"{id} is here");
/// peer.CreateServer(7777, maxClients: 32);
/// while (true)
/// {
///     peer.Poll(TimeSpan.FromMilliseconds(10));
///     while (peer.TryGetPacket(out GodotPacket packet))
///     {
///         peer.TargetPeer = packet.Peer;
///         peer.TransferMode = packet.Mode;
///         peer.PutPacket(packet.Payload);
///     }
/// }
/// </code>
/// </example>
public sealed partial class GodotMultiplayerPeer : IDisposable
{
    /// <summary>The target that stands for everyone (<c>TARGET_PEER_BROADCAST</c>).</summary>
    public const int Everyone = PeerId.Everyone;

    /// <summary>The unique id of a server, and the target that stands for it (<c>TARGET_PEER_SERVER</c>).</summary>
    public const int Server = PeerId.Server;

    /// <summary>Longest packet Godot says it takes, in bytes (<c>get_max_packet_size</c>).</summary>
    public const int MaximumPacketBytes = PacketSender.MaximumPacketBytes;

    private readonly GodotPeerOptions _options;
    private readonly HostFactory _hosts;
    private readonly PeerTable _peers = new();
    private readonly ReceivedQueue _received;
    private readonly PacketSender _sender;
    private readonly Godot3Relay? _godot3;
    private ActiveMode _mode;
    private ENetHost? _host;
    private bool _refusesConnections;

    /// <summary>Makes a peer that is not connected to anything yet.</summary>
    /// <param name="options">What is fixed before it starts; null takes the defaults, which speak to Godot 4.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    /// <exception cref="NotSupportedException">The compression mode is Zstd, and its library is not beside the program.</exception>
    public GodotMultiplayerPeer(GodotPeerOptions? options = null)
    {
        _options = options ?? new GodotPeerOptions();
        _options.Validate();

        // A mode that is missing must be known now and not at the first packet.
        (DatagramCompressors.Create(_options.Compression) as IDisposable)?.Dispose();
        _hosts = new HostFactory(_options);
        _received = new ReceivedQueue(_options.WireVersion, _options.MaximumQueuedBytes);
        _sender = new PacketSender(_options, _peers);
        if (_options.WireVersion == GodotWireVersion.Godot3)
        {
            _godot3 = new Godot3Relay(_peers, Drops, _options.ServerRelay, id => PeerConnected?.Invoke(id), id => PeerDisconnected?.Invoke(id));
        }
    }

    /// <summary>A peer is there: on a client, first of all the server (<c>peer_connected</c>). The number is its unique id.</summary>
    public event Action<int>? PeerConnected;

    /// <summary>A peer has left (<c>peer_disconnected</c>). What it sent before was read first.</summary>
    public event Action<int>? PeerDisconnected;

    /// <summary>A client was taken in by its server (Godot 3's <c>connection_succeeded</c>).</summary>
    public event Action? ConnectionSucceeded;

    /// <summary>A client's server has not answered in time (Godot 3's <c>connection_failed</c>).</summary>
    public event Action? ConnectionFailed;

    /// <summary>A client has lost its server (Godot 3's <c>server_disconnected</c>).</summary>
    public event Action? ServerDisconnected;

    /// <summary>What it was made with.</summary>
    public GodotPeerOptions Options => _options;

    /// <summary>Whether it is connected (<c>get_connection_status</c>). Changes inside <see cref="Poll()"/>, <c>Create…</c> and <see cref="Close"/> only.</summary>
    public GodotConnectionStatus ConnectionStatus { get; private set; }

    /// <summary>Its own unique id (<c>get_unique_id</c>): 1 for a server, 0 while there is no connection.</summary>
    public int UniqueId { get; private set; }

    /// <summary>True while it is a server (<c>is_server</c>).</summary>
    public bool IsServer => _mode == ActiveMode.Server;

    /// <summary>True while it is a server or a client, whose packets a server can pass on (<c>is_server_relay_supported</c>).</summary>
    public bool IsServerRelaySupported => _mode is ActiveMode.Server or ActiveMode.Client;

    /// <summary>Why the connection ended that ended last. In a handler of <see cref="PeerDisconnected"/> or <see cref="ServerDisconnected"/>: usually that one. Godot cannot tell.</summary>
    public ENetDisconnectReason LastDisconnectReason { get; private set; }

    /// <summary>The number that the other side said when it ended that connection; 0 otherwise. Godot 4 always says 0, a client of Godot 3 its id.</summary>
    public uint LastDisconnectData { get; private set; }

    /// <summary>A server takes in nobody while it is true (<c>refuse_new_connections</c>): who tries runs into a time-out. False after every start.</summary>
    public bool RefuseNewConnections
    {
        get => _refusesConnections;
        set
        {
            VerifyThread();
            _refusesConnections = value;
        }
    }

    /// <summary>What arrived and was not taken, by reason.</summary>
    public GodotDropCounts Drops { get; } = new();

    /// <summary>
    /// The unique ids of the peers that can be addressed. On a client of Godot 4 that is the server alone; the scene layer knows the others.
    /// </summary>
    public IReadOnlyCollection<int> Peers => _peers.Ids;

    /// <summary>The ENet host below a server or a client (<c>get_host</c>), for everything ENet: bandwidths, statistics, flush. Null in a mesh and while inactive.</summary>
    public ENetHost? Host => _host;

    /// <summary>Changes with every start and every close, so that the layer above notices.</summary>
    internal int Session { get; private set; }

    /// <summary>A random id for a client, as Godot makes them: 2 to 2,147,483,647 (<c>generate_unique_id</c>).</summary>
    public static int GenerateUniqueId() => PeerId.GenerateClient();

    /// <summary>The ENet peer of a peer's connection (<c>get_peer</c>): round-trip time, time-outs, address, and sending past Godot's rules.</summary>
    /// <param name="id">The unique id; on a client only 1 has a connection of its own.</param>
    /// <returns>Null when there is no such connection.</returns>
    public ENetPeer? GetPeer(int id)
    {
        VerifyThread();
        return _peers.TryFind(id, out PeerLink? link) ? link!.Peer : null;
    }

    /// <summary>
    /// Says goodbye to everybody with one datagram each that may be lost, forgets what was not read, and frees the port. No event is raised (<c>close</c>).
    /// The same object can be started again.
    /// </summary>
    public void Close()
    {
        if (_mode == ActiveMode.None) return;
        VerifyThread();
        _received.Clear();
        _peers.SayGoodbye(_godot3 is null ? 0 : (uint)UniqueId);
        if (_host is { } open && HostProbe.AccessOf(open) == HostAccess.Open) open.Flush();
        CloseHost();
        _mode = ActiveMode.None;
        _peers.Clear();
        UniqueId = 0;
        Session++;
        ConnectionStatus = GodotConnectionStatus.Disconnected;
        _refusesConnections = false;
    }

    /// <summary>
    /// Closes. Any thread may do it: another one than its own frees the port and says no goodbye, so that the others find out by time-out, and what its own thread calls
    /// afterwards throws <see cref="ObjectDisposedException"/>, but for <see cref="Close"/> and <see cref="Dispose"/>.
    /// </summary>
    public void Dispose()
    {
        if (!IsOnOtherThread())
        {
            Close();
            return;
        }

        // What else there is belongs to its own thread, which may be in the middle of it.
        _host?.Dispose();
        _peers.DisposeOwnHosts();
    }

    internal void VerifyThread()
    {
        if (IsOnOtherThread()) throw new InvalidOperationException("This peer belongs to another thread: use it from the one that polls it. Only Dispose may come from any thread.");
    }

    private bool IsOnOtherThread() => _host is { } host ? HostProbe.AccessOf(host) == HostAccess.OtherThread : _peers.HasHostsOfOtherThread();

    private void CloseHost()
    {
        if (_host is not { } host) return;
        _host = null;
        host.Dispose();
    }
}
