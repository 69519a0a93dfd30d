using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Transports;

/// <summary>
/// UDP through <see cref="Socket"/>: IPv4, IPv6, or both through one socket. On net8.0 and later no datagram allocates in either direction;
/// on netstandard2.1 the system's calls cost 200 to 300 bytes per received datagram.
/// </summary>
/// <remarks>
/// One system call per datagram. Outside of Linux, and on netstandard2.1, there is one more before each received one to see whether it is there: a receive on an empty socket would throw. The number of bytes
/// available is never asked for, because it reads 0 while an empty datagram stands in front of others. A second socket, on this machine's loopback, is there for
/// <see cref="Wake"/>. A host that is bound to all addresses of its machine answers each peer from the one that it came to on Linux and net8.0 or later, where <see cref="Name"/> has the
/// word <c>pktinfo</c>; elsewhere the system picks the address, so bind to the one that clients ask, or let them be clients that take an answer from another one, as those of this library
/// do.
/// </remarks>
public sealed partial class SocketTransport : IDatagramTransport, IStartNotices
{
    // One byte more than the longest datagram that is taken: what fills it was longer, and the system may have cut it.
    private const int ReceiveSlotBytes = ProtocolConstants.MaximumMtu + 1;
    private const int SendSlots = 32;
    private const int ReceiveSlots = 32;

    // A flood of empty datagrams must not hold a call for ever; errors cost an exception each and get a shorter leash.
    private const int ReadsPerReceive = ProtocolConstants.DatagramsPerReceivePass;
    private const int ErrorsPerReceive = 16;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(1);

    private readonly Socket _socket;
    private readonly SocketWish _wish;
    private readonly TransportCounters _counters;
    private readonly bool _isIPv6Socket;
    private readonly bool _reachesIPv4;
    private readonly ENetAddress _local;
    private readonly SocketWakeSignal _wakeSignal;
    private readonly List<Socket> _waitedFor = new(2);
    private readonly SendStage _stage = new(SendSlots);
    private readonly byte[] _receiveSlots = new byte[ReceiveSlots * ReceiveSlotBytes];
    private readonly DatagramPath[] _receivedPaths = new DatagramPath[ReceiveSlots];
    private readonly int[] _receivedLengths = new int[ReceiveSlots];
    private int _receivedCount;
    private bool _isErrorPending;
    private bool _isDrained;
    private bool _isKnownReadable;
    private readonly string _families;
    private readonly bool _ownsSocket = true;
    private bool _isDisposed;

    private SocketTransport(Socket socket, SocketWakeSignal wakeSignal, string name, SocketWish wish, bool asksForAddresses)
    {
        _socket = socket;
        _families = name;
        _wakeSignal = wakeSignal;
        _fragmentation = new FragmentationSwitch(socket);
        _isIPv6Socket = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _reachesIPv4 = !_isIPv6Socket || socket.DualMode;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _local = SocketSetup.OnlyAddressOf(LocalEndPoint);
        _wish = wish;
        _counters = new TransportCounters(
            SocketSetup.GrantReceiveBuffer(socket, wish.ReceiveBufferBytes),
            SocketSetup.GrantSendBuffer(socket, wish.SendBufferBytes));
        CreateAddresses(asksForAddresses);
        Name = name.Insert(name.IndexOf(',', StringComparison.Ordinal), Abilities);
    }

    /// <summary>What moves the datagrams, and which address families are served: <c>socket, IPv4</c>, or <c>socket(pktinfo), IPv4 and IPv6</c> where answers leave from the address that was asked.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public TransportStatistics Statistics => _counters.Read();

    /// <summary>Nothing is added to a datagram: 0.</summary>
    public int OverheadBytes => 0;

    /// <summary>There are no timers: infinite.</summary>
    public TimeSpan TimeUntilDeadline => Timeout.InfiniteTimeSpan;

    /// <summary>For tests that read its options back.</summary>
    internal Socket Socket => _socket;

    /// <summary>
    /// Opens a socket at <paramref name="endPoint"/>. <see cref="IPAddress.IPv6Any"/> serves IPv4 as well unless <see cref="ENetHostOptions.DualMode"/> says
    /// no, and becomes <see cref="IPAddress.Any"/> on a machine without IPv6; <see cref="Name"/> tells. Stands for <c>enet_socket_create</c> and
    /// <c>enet_socket_bind</c>.
    /// </summary>
    /// <param name="endPoint">Address and port; port 0 takes a free one.</param>
    /// <param name="options">The socket's part of the options: buffers, time to live, broadcast, reuse, dual mode. Null takes the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    /// <exception cref="SocketException">The address is not of this machine, or the port is taken.</exception>
    public static SocketTransport Bind(IPEndPoint endPoint, ENetHostOptions? options = null) => Bind(endPoint, options, Socket.OSSupportsIPv6, asksForAddresses: true);

    internal static SocketTransport Bind(IPEndPoint endPoint, ENetHostOptions? options, bool hasIPv6, bool asksForAddresses = true, PortShare? share = null)
    {
        if (endPoint is null) throw new ArgumentNullException(nameof(endPoint));
        options ??= new ENetHostOptions();
        options.Validate();
        Socket socket = SocketSetup.Open(endPoint, options, hasIPv6, share, out string name);
        SocketWakeSignal? wakeSignal = null;
        try
        {
            wakeSignal = SocketWakeSignal.Open();
            return new SocketTransport(socket, wakeSignal, name, SocketWish.Of(endPoint, options, socket), asksForAddresses);
        }
        catch
        {
            wakeSignal?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    // Sends through the socket of another one, on a thread of its own.
    private SocketTransport(SocketTransport owner, SocketWakeSignal wakeSignal)
        : this(owner._socket, wakeSignal, owner._families, owner._wish, asksForAddresses: true) => _ownsSocket = false;

    /// <summary>Datagrams are staged that the network did not take.</summary>
    internal bool IsSendBlocked => _stage.IsBlocked;

    /// <summary>Opens one that sends through the socket of this one, on another thread. It does not receive, and closing it leaves the socket open.</summary>
    internal SocketTransport OpenSender() => new(this, SocketWakeSignal.Open());

    void IStartNotices.AddStartNotices(Queue<ENetNotice> notices) => _wish.AddNotices(notices, Statistics);

    /// <summary>Closes the socket. What is still staged is given up.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        if (_ownsSocket) _socket.Dispose();
        _wakeSignal.Dispose();
    }

    /// <inheritdoc/>
    public bool CanReach(in ENetAddress remote) => remote.IsIPv4 ? _reachesIPv4 : _isIPv6Socket;

    private void ThrowIfDisposed()
    {
        if (_isDisposed) throw new ObjectDisposedException(nameof(SocketTransport));
    }
}
