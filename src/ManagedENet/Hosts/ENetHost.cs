using System;
using System.Net;
using ManagedENet.Internal;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Wire;
using ManagedENet.Transports;

namespace ManagedENet;

/// <summary>
/// One end of any number of connections: accepts them, asks for them, and moves their packets. Stands for <c>ENetHost</c>.
/// </summary>
/// <remarks>
/// A host belongs to the thread that made it (<see cref="AttachToCurrentThread"/> moves it) and does nothing by itself: call
/// <see cref="Service(TimeSpan, out ENetEvent)"/> or <see cref="Service{THandler}"/> often, many times a second, also while nothing is expected.
/// The network never makes it throw; misuse does, at the call that misused it. What your own approver, interceptor, codec, handler or listener throws leaves the service call,
/// and the next one goes on with what is left.
/// </remarks>
/// <example>
/// A server that echoes, and takes up to 64 clients over IPv4 and IPv6:
/// <code>
/// using var host = ENetHost.Bind(new IPEndPoint(IPAddress.IPv6Any, 7777));
/// while (true)
/// {
///     if (!host.Service(TimeSpan.FromMilliseconds(10), out ENetEvent e)) continue;
///     switch (e.Type)
///     {
///         case ENetEventType.Connect:
///             Console.WriteLine($"{e.Peer.EndPoint} connected");
///             break;
///         case ENetEventType.Receive:
///             using (e.Packet) e.Peer.Send(e.ChannelId, e.Packet.Span, ENetPacketFlags.Reliable);
///             break;
///         case ENetEventType.Disconnect:
///             Console.WriteLine($"{e.Peer.EndPoint} left: {e.DisconnectReason}");
///             break;
///     }
/// }
/// </code>
/// </example>
public sealed partial class ENetHost : IDisposable
{
    private readonly Engine _engine;
    private readonly ENetStatistics _statistics;

    /// <summary>Makes a host on a transport of your choice, and on a time of your choice.</summary>
    /// <param name="transport">Moves the datagrams. The host owns it from now on and disposes it with itself.</param>
    /// <param name="options">How the host behaves; null takes the defaults. The socket's part of it is not looked at.</param>
    /// <param name="timeProvider">
    /// The time to live by: its timestamps are read, at any frequency and from any value on; null takes <see cref="TimeProvider.System"/>. Waiting is the transport's
    /// affair. One that is moved by hand runs a host on virtual time.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="transport"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of its range, or leaves no room for what the transport adds to each datagram; the message says which and what to do. The transport is still
    /// yours then.
    /// </exception>
    /// <exception cref="InvalidOperationException">The options' factory of checksums or compressors has returned null, or a compressor that another host uses.</exception>
    public ENetHost(IDatagramTransport transport, ENetHostOptions? options = null, TimeProvider? timeProvider = null)
    {
        if (transport is null) throw new ArgumentNullException(nameof(transport));
        Options = options ?? new ENetHostOptions();
        Options.Validate();
        VerifyOverhead(transport.OverheadBytes, Options.MtuBytes);
        _engine = new Engine(this, transport, Options, timeProvider);
        _statistics = new ENetStatistics(_engine);
    }

    internal HostTelemetry Telemetry => _engine.Telemetry;

    /// <summary>Which of several hosts at one port this is; the default value where it is alone.</summary>
    internal ShardPlace Place { get; init; }

    /// <summary>What the host was made with. Any thread may ask, also when the host has been disposed.</summary>
    public ENetHostOptions Options { get; }

    /// <summary>The address and port this host is reached at. A host bound to port 0 learns its port here.</summary>
    public IPEndPoint LocalEndPoint
    {
        get
        {
            VerifyAccess();
            return _engine.Transport.LocalEndPoint;
        }
    }

    /// <summary>
    /// The peers this host has shown to you, by <c>Connect</c> or by an event, in the order in which their slots were used first; a live view. One that has left stays in
    /// it until another takes its slot: look at <see cref="ENetPeer.State"/>. Stands for <c>ENetHost.peers</c>.
    /// </summary>
    public ENetPeerList Peers
    {
        get
        {
            VerifyAccess();
            return _engine.Peers.View;
        }
    }

    /// <summary>Number of established connections (<c>connectedPeers</c>).</summary>
    public int ConnectedPeerCount
    {
        get
        {
            VerifyAccess();
            return Core.ConnectedPeers;
        }
    }

    /// <summary>
    /// Longest datagram on the network that this host proposes to connections that are made from now on, 576 to 4,096 bytes (<c>mtu</c>); those that exist keep theirs.
    /// Starts as <see cref="ENetHostOptions.MtuBytes"/>. Where the transport adds bytes of its own (<see cref="IDatagramTransport.OverheadBytes"/>), ENet's part of a
    /// datagram, which <see cref="ENetPeer.MtuBytes"/> tells, is shorter by those.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside 576 to 4,096, or leaves less than 576 bytes beside what the transport adds.</exception>
    public int MtuBytes
    {
        get
        {
            VerifyAccess();
            return Core.MtuBytes + _engine.OverheadBytes;
        }

        set
        {
            VerifyAccess();
            if (value is < ProtocolConstants.MinimumMtu or > ProtocolConstants.MaximumMtu)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "MtuBytes must lie between 576 and 4096. Leave it at 1,392 unless you know the path.");
            }

            VerifyOverhead(_engine.OverheadBytes, value);
            Core.SetMtu(value - _engine.OverheadBytes);
        }
    }

    /// <summary>
    /// True, as at the start, lets new connections in. False tells whoever asks that the host is full, as at <see cref="PeerLimit"/>; connections that exist stay, and you may connect to others. Whoever was
    /// answered before still comes in when it proves its address, because it has been told so.
    /// </summary>
    public bool AcceptsConnections
    {
        get
        {
            VerifyAccess();
            return Core.Door.IsOpen;
        }

        set
        {
            VerifyAccess();
            Core.Door.IsOpen = value;
        }
    }

    /// <summary>
    /// Connections, in both directions together, up to which new ones are let in: 0 to <see cref="ENetHostOptions.PeerLimit"/>, which it starts as. Below what there is nobody is
    /// disconnected, and you may connect to others as long as there is a slot.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than the host has slots.</exception>
    public int PeerLimit
    {
        get
        {
            VerifyAccess();
            return Math.Min(Core.Door.PeerLimit, Options.PeerLimit);
        }

        set
        {
            VerifyAccess();
            if (value < 0 || value > Options.PeerLimit)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"PeerLimit must lie between 0 and {Options.PeerLimit}, the slots that the host was made with.");
            }

            Core.Door.PeerLimit = value;
        }
    }

    /// <summary>
    /// Packets that a peer may send in a second, and as many at once, 0 to 1,000,000; 0 is as many as it likes. Starts as <see cref="ENetHostOptions.PeerMessageRate"/>, which says what becomes of the
    /// others, and holds for what comes from now on. Not what a peer may send in bytes: <see cref="SetBandwidthLimit"/> tells that to those who keep to it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside 0 to 1,000,000.</exception>
    public int PeerMessageRate
    {
        get
        {
            VerifyAccess();
            return Core.PeerMessageRate;
        }

        set
        {
            VerifyAccess();
            ENetHostOptions.VerifyMessageRate(nameof(PeerMessageRate), value);
            Core.SetPeerMessageRate(value);
        }
    }

    /// <summary>Bytes per second this host can take; 0 is unlimited (<c>incomingBandwidth</c>). <see cref="SetBandwidthLimit"/> sets it.</summary>
    public uint IncomingBandwidth
    {
        get
        {
            VerifyAccess();
            return Core.IncomingBandwidth;
        }
    }

    /// <summary>Bytes per second this host may send; 0 is unlimited (<c>outgoingBandwidth</c>). <see cref="SetBandwidthLimit"/> sets it.</summary>
    public uint OutgoingBandwidth
    {
        get
        {
            VerifyAccess();
            return Core.OutgoingBandwidth;
        }
    }

    /// <summary>
    /// The counters of this host and its transport. The object stays the same and its values are live. Any thread may ask for it and read it, also when the host has
    /// been disposed.
    /// </summary>
    public ENetStatistics Statistics => _statistics;

    /// <summary>
    /// Tells what a person who sets up hosts should know: that the other end uses another checksum or compressor, that nobody answers, that the system refuses to send
    /// to an address, that the socket is less than was asked for. Write <see cref="ENetNotice.Message"/> to a log. Each kind comes once for an address (whatever its ports, and for a whole IPv6 network of 64
    /// bits) until a connection with it succeeds. At most 30 in a minute come of what others send, and 30 of what this host does; <see cref="ENetNotice.LeftOut"/> counts the rest.
    /// </summary>
    /// <remarks>
    /// Any thread may add and remove listeners, also when the host has been disposed. Raised on the host's thread, from a service call or from <see cref="CheckEvents"/>. You may use the host in it, but not service or dispose it. What it throws
    /// leaves that call, and the next one goes on. Nothing is looked at, and nothing allocated, while nobody listens or nothing is wrong.
    /// </remarks>
    public event Action<ENetNotice>? Notice
    {
        add => _engine.Notices.Listeners += value;
        remove => _engine.Notices.Listeners -= value;
    }

    internal Host Core => _engine.Core;

    /// <summary>Makes a host that others can connect to. Stands for <c>enet_host_create</c> with an address.</summary>
    /// <param name="endPoint">
    /// Address and port; port 0 takes a free one. <see cref="IPAddress.IPv6Any"/> serves IPv4 and IPv6 (see <see cref="ENetHostOptions.DualMode"/>),
    /// <see cref="IPAddress.Any"/> IPv4 alone.
    /// </param>
    /// <param name="options">How the host behaves; null takes the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    /// <exception cref="NotSupportedException">The transport that the options ask for does not exist here.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is not of this machine, or the port is taken.</exception>
    public static ENetHost Bind(IPEndPoint endPoint, ENetHostOptions? options = null)
    {
        if (endPoint is null) throw new ArgumentNullException(nameof(endPoint));
        options ??= new ENetHostOptions();
        options.Validate();
        IDatagramTransport transport = TransportChoice.Open(endPoint, options);
        try
        {
            return new ENetHost(transport, options);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes a host at any free port, to connect to others: over IPv4 and IPv6 where the machine has both. Stands for <c>enet_host_create</c> without an
    /// address. Somebody who knows its port could connect to it; <see cref="ENetHostOptions.PeerLimit"/> bounds connections in both directions.
    /// </summary>
    /// <param name="options">How the host behaves; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    /// <exception cref="NotSupportedException">The transport that the options ask for does not exist here.</exception>
    public static ENetHost CreateClient(ENetHostOptions? options = null)
    {
        options ??= new ENetHostOptions();
        return Bind(new IPEndPoint(options.DualMode ? IPAddress.IPv6Any : IPAddress.Any, 0), options);
    }

    /// <summary>
    /// Makes the calling thread, which may be any thread, the owner: from now on it alone may use the host and its peers. The former owner must have stopped using them, and must not dispose a
    /// packet during this very call.
    /// </summary>
    /// <exception cref="InvalidOperationException">The owner is inside a service call.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    public void AttachToCurrentThread() => _engine.AttachToCurrentThread();

    /// <summary>
    /// Lets the service call that waits come back at once, or the next one that would wait, if none does. Any thread may call it, also inside a handler and when the host has been disposed; any number of calls
    /// before a wait end that one. For a loop that has something else to do: <see cref="Post"/> does it there.
    /// </summary>
    public void Wake() => _engine.Wake();

    /// <summary>The same from inside a call on the host's own thread, which needs no call of the system.</summary>
    internal void ComeBack() => _engine.ComeBack();

    /// <summary>Calls this in a service call of the handler face when all that one datagram has brought was handed out.</summary>
    internal void WhenHandedOut(Action action) => _engine.HandedOut = action;

    /// <summary>Calls this when a service call has found nothing more to do.</summary>
    internal void WhenResting(Action action) => _engine.Resting = action;

    /// <summary>
    /// Has something done on the host's thread: at the beginning of its next service call, or at once where one waits, which comes back after it. What the action sends leaves with the next send pass. Any thread may post;
    /// what one thread posts is done in that order. What an action throws leaves the service call, and the next call goes on with what is left.
    /// </summary>
    /// <typeparam name="TState">A value or an object that the action needs, so that it need not be a new delegate each time: posting then allocates nothing in the long run.</typeparam>
    /// <param name="action">Gets the host and the state. It may use the host and its peers, but not service or dispose the host.</param>
    /// <param name="state">Is handed to the action.</param>
    /// <returns>False when the host is disposed: the action is not done. Nor is what waits when somebody disposes the host later.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    public bool Post<TState>(Action<ENetHost, TState> action, TState state)
    {
        if (action is null) throw new ArgumentNullException(nameof(action));
        return _engine.TryPost(action, state);
    }

    /// <summary>
    /// Closes the host and its transport at once and silently: remote peers are not told and find out by time-out, as with <c>enet_host_destroy</c>.
    /// To say goodbye, disconnect the peers and service until their events have come. Packets that you own stay yours to dispose.
    /// </summary>
    /// <remarks>
    /// Any thread may do it, so that a <c>using</c> around an <c>await</c> closes the host wherever it comes back. While the host's thread is inside a service call, a
    /// flush or a send, Dispose asks for the end and returns at once: that call stops waiting, ends as it would have, and closes the host as it returns. What the owner
    /// calls after that throws <see cref="ObjectDisposedException"/>. A second Dispose does nothing.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The call came from inside a service call of this host, on its own thread.</exception>
    public void Dispose() => _engine.Dispose();

    /// <summary>Called first by every public member, also those of peers.</summary>
    internal void VerifyAccess() => _engine.VerifyAccess();

    /// <summary>The peer of a key; null when it is gone.</summary>
    internal ENetPeer? Find(ENetPeerKey key) => _engine.Peers.Find(key.Slot, key.Generation);

    /// <summary>This is a shard that is full while others are not.</summary>
    internal void NoteShardFull(int shard, int peers, int free, long count) => _engine.Notices.NoteShardFull(shard, peers, free, count, _engine.Core.NowUs);

    /// <summary>Does what other threads want to be done, outside of a service call.</summary>
    internal void RunPosted() => _engine.RunPosted();

    /// <summary>The send pass of a command that native flushes at once, such as <c>enet_peer_disconnect_now</c>.</summary>
    internal void FlushCommands() => _engine.FlushCommands();

    private static void VerifyOverhead(int overheadBytes, int mtuBytes)
    {
        if (overheadBytes >= 0 && mtuBytes - overheadBytes >= ProtocolConstants.MinimumMtu) return;
        throw new ArgumentOutOfRangeException(
            nameof(mtuBytes),
            mtuBytes,
            $"The transport adds {overheadBytes} bytes to each datagram, and ENet needs {ProtocolConstants.MinimumMtu} beside them: set MtuBytes to "
            + $"{ProtocolConstants.MinimumMtu + Math.Max(overheadBytes, 0)} or more.");
    }
}
