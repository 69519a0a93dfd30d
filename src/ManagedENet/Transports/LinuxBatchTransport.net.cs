using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using ManagedENet.Internal;

namespace ManagedENet.Transports;

/// <summary>
/// UDP on Linux with few system calls for many datagrams: runs of equal datagrams to one destination leave as one (<c>UDP_SEGMENT</c>), what the kernel kept together is
/// read together (<c>UDP_GRO</c>), and everything else moves in batches (<c>sendmmsg</c>, <c>recvmmsg</c>). Nothing is allocated in either direction.
/// </summary>
/// <remarks>
/// <para>
/// A host that is bound to all addresses of its machine answers each peer from the one that it came to (<c>IP_PKTINFO</c>, <c>IPV6_PKTINFO</c>).
/// </para>
/// <para>
/// Each of the four is tried out when the socket is opened, and given up when it fails in use; <see cref="Name"/> tells which are in use. Receivers see the same
/// datagrams whichever way they were sent. An eventfd beside the socket is there for <see cref="Wake"/>.
/// </para>
/// <code>
///   staged       [ A 1372 ][ A 1372 ][ A 300 ][ B 90 ][ C 90 ]
///   one call       one message of 3 segments    one    one
/// </code>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed unsafe partial class LinuxBatchTransport : IDatagramTransport, IStartNotices
{
    private const int Descriptors = 2;
    private const long TicksPerMicrosecond = 10;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Socket _socket;
    private readonly SocketWish _wish;
    private readonly TransportCounters _counters;
    private readonly int _descriptor;
    private readonly bool _isIPv6Socket;
    private readonly bool _reachesIPv4;
    private readonly string _families;
    private readonly LinuxWakeSignal _wakeSignal;
    private LinuxFeatures _features;
    private volatile string _name;
    private bool _isDisposed;

    private LinuxBatchTransport(Socket socket, LinuxWakeSignal wakeSignal, string families, LinuxFeatures features, SocketWish wish, int peerLimit)
    {
        _socket = socket;
        _wakeSignal = wakeSignal;
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        _isIPv6Socket = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _reachesIPv4 = !_isIPv6Socket || socket.DualMode;
        _families = families;
        _features = features;
        _name = Describe();
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _wish = wish;
        _counters = new TransportCounters(
            SocketSetup.GrantReceiveBuffer(socket, wish.ReceiveBufferBytes),
            SocketSetup.GrantSendBuffer(socket, wish.SendBufferBytes));
        _fragmentation = new FragmentationSwitch(socket);
        _sender = new LinuxSendBatch(_isIPv6Socket, Has(LinuxFeatures.PacketInformation));
        _receiver = new LinuxReceiveBatch(_isIPv6Socket, Has(LinuxFeatures.Coalescing), peerLimit, LocalEndPoint);
    }

    /// <summary>What moves the datagrams and what it makes use of: <c>linux(gso,gro,mmsg,pktinfo), IPv4 and IPv6</c>. Loses a word when that turns out not to work
    /// here. A host that is bound to one address has no use for the last of them: it says which address a datagram came to, and answers leave from there.</summary>
    public string Name => _name;

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
    /// Opens a socket at <paramref name="endPoint"/>, or answers null where this machine offers nothing that <see cref="SocketTransport"/> does not. The address is understood as
    /// <see cref="SocketTransport.Bind(IPEndPoint, ENetHostOptions?)"/> understands it.
    /// </summary>
    /// <param name="endPoint">Address and port; port 0 takes a free one.</param>
    /// <param name="options">The socket's part of the options: buffers, time to live, broadcast, reuse, dual mode. Null takes the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    /// <exception cref="SocketException">The address is not of this machine, or the port is taken.</exception>
    public static LinuxBatchTransport? TryBind(IPEndPoint endPoint, ENetHostOptions? options = null) => TryBind(endPoint, options, LinuxFeatures.All);

    internal static LinuxBatchTransport? TryBind(IPEndPoint endPoint, ENetHostOptions? options, LinuxFeatures wanted, PortShare? share = null)
    {
        if (endPoint is null) throw new ArgumentNullException(nameof(endPoint));
        options ??= new ENetHostOptions();
        options.Validate();
        if (!LinuxProbe.IsKnownMachine) return null;
        Socket socket = SocketSetup.Open(endPoint, options, Socket.OSSupportsIPv6, share, out string name);
        LinuxWakeSignal? wakeSignal = null;
        try
        {
            LinuxFeatures features = LinuxProbe.Ask((int)socket.SafeHandle.DangerousGetHandle(), wanted);
            if (features != LinuxFeatures.None && (wanted & LinuxFeatures.PacketInformation) != 0 && LinuxPacketInfo.TryAsk(socket)) features |= LinuxFeatures.PacketInformation;
            if (features != LinuxFeatures.None && (wakeSignal = LinuxWakeSignal.TryOpen()) is not null)
            {
                return new LinuxBatchTransport(socket, wakeSignal, FamiliesOf(name), features, SocketWish.Of(endPoint, options, socket), options.PeerLimit);
            }
        }
        catch
        {
            wakeSignal?.Dispose();
            socket.Dispose();
            throw;
        }

        socket.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public bool Wait(TimeSpan timeout)
    {
        ThrowIfDisposed();
        bool isInfinite = timeout == Timeout.InfiniteTimeSpan;

        // Room for staged datagrams may come without a sign when it was the system that was short of memory, not the socket: it is tried again after a moment.
        bool isRetry = _sender.IsBlocked && (isInfinite || timeout > RetryDelay);
        TimeSpan wait = isRetry ? RetryDelay : isInfinite ? LongestWait : timeout < LongestWait ? timeout : LongestWait;
        return Poll((wait.Ticks + TicksPerMicrosecond - 1) / TicksPerMicrosecond, isEndless: isInfinite && !isRetry) || isRetry;
    }

    /// <inheritdoc/>
    public void Wake() => _wakeSignal.Raise();

    /// <inheritdoc/>
    public bool CanReach(in ENetAddress remote) => remote.IsIPv4 ? _reachesIPv4 : _isIPv6Socket;

    void IStartNotices.AddStartNotices(Queue<ENetNotice> notices) => _wish.AddNotices(notices, Statistics);

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _socket.Dispose();
        _wakeSignal.Dispose();
    }

    private static string FamiliesOf(string socketName) => socketName.Substring(socketName.IndexOf(',', StringComparison.Ordinal) + 2);

    private bool Poll(long timeoutUs, bool isEndless)
    {
        long start = Stopwatch.GetTimestamp();
        LinuxTimeSpec rest = LinuxTimeSpec.FromMicroseconds(timeoutUs);
        LinuxPoll* descriptors = stackalloc LinuxPoll[Descriptors];
        while (true)
        {
            descriptors[0] = new LinuxPoll { Descriptor = _descriptor, Wanted = LinuxLibrary.PollIn };
            descriptors[1] = new LinuxPoll { Descriptor = _wakeSignal.Descriptor, Wanted = LinuxLibrary.PollIn };
            int seen = LinuxLibrary.Poll(descriptors, Descriptors, isEndless ? null : &rest, signals: 0);
            if (seen > 0 && descriptors[1].Seen != 0) _wakeSignal.Clear();
            if (seen >= 0) return seen > 0;
            if (!LinuxError.IsInterruption(Marshal.GetLastPInvokeError())) return false;
            rest = LinuxTimeSpec.FromMicroseconds(Math.Max(0, timeoutUs - (Stopwatch.GetElapsedTime(start).Ticks / TicksPerMicrosecond)));
        }
    }

    private bool Has(LinuxFeatures feature) => (_features & feature) != 0;

    private void GiveUp(LinuxFeatures feature)
    {
        _features &= ~feature;
        _name = Describe();
    }

    private string Describe()
    {
        string features = (Has(LinuxFeatures.Segmentation) ? "gso," : string.Empty) + (Has(LinuxFeatures.Coalescing) ? "gro," : string.Empty)
            + (Has(LinuxFeatures.Batches) ? "mmsg," : string.Empty) + (Has(LinuxFeatures.PacketInformation) ? LinuxPacketInfo.Word : string.Empty);
        return $"linux({features.TrimEnd(',')}), {_families}";
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed) throw new ObjectDisposedException(nameof(LinuxBatchTransport));
    }
}
