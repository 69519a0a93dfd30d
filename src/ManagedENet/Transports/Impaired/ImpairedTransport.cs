using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Transports;

/// <summary>
/// Another transport behind a bad network: loss, copies, reordering, delay and jitter from a seed, in either direction. For trying out how a game feels
/// at 5 % loss, and for tests that must repeat. See <see cref="NetworkImpairmentOptions"/> for everything it can do.
/// </summary>
/// <remarks>
/// Delayed datagrams move when the host calls: <see cref="Flush"/>, <see cref="Receive"/> and <see cref="Wait"/> all look for what is due, and
/// <see cref="Wait"/> wakes up for it. The fates come from the seed alone; which datagram is the n-th is up to the hosts and their timing.
/// Nothing is allocated once the largest number of datagrams has been under way.
/// </remarks>
/// <example>
/// <code>
/// var socket = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 7777));
/// var bad = new NetworkImpairmentOptions { Seed = 7, LossRate = 0.05, DelayMs = 40, JitterMs = 10 };
/// using var host = new ENetHost(new ImpairedTransport(socket, new ImpairedTransportOptions { Outgoing = bad }), new ENetHostOptions());
/// </code>
/// </example>
public sealed class ImpairedTransport : IDatagramTransport, IStartNotices
{
    private const int SlotBytes = ProtocolConstants.MaximumMtu;
    private const int BatchSize = 32;

    private readonly IDatagramTransport _inner;
    private readonly HostClock _clock;
    private readonly ImpairmentObserver? _observer;
    private readonly byte[] _sendSlot;
    private readonly byte[] _batch;
    private readonly int[] _batchLengths = new int[BatchSize];
    private readonly ENetAddress[] _batchFrom = new ENetAddress[BatchSize];
    private readonly ENetAddress[] _batchTo = new ENetAddress[BatchSize];
    private int _batchCount;
    private bool _isDrained;
    private bool _isHeldUp;
    private bool _isDisposed;

    /// <summary>Puts a bad network before <paramref name="inner"/>, which from now on belongs to this transport and is disposed with it.</summary>
    /// <param name="inner">What really moves the datagrams.</param>
    /// <param name="options">How bad the network is.</param>
    /// <param name="timeProvider">The time of the delays: the host's own. Null takes the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message says which.</exception>
    public ImpairedTransport(IDatagramTransport inner, ImpairedTransportOptions options, TimeProvider? timeProvider = null)
    {
        _inner = inner ?? throw new ArgumentNullException(nameof(inner));
        if (options is null) throw new ArgumentNullException(nameof(options));
        _clock = new HostClock(timeProvider);
        _observer = options.Observer;
        Outgoing = options.Outgoing is null ? null : new NetworkImpairment(options.Outgoing);
        Incoming = options.Incoming is null ? null : new NetworkImpairment(options.Incoming);
        _sendSlot = Outgoing is null ? Array.Empty<byte>() : new byte[SlotBytes - inner.OverheadBytes];
        _batch = Incoming is null ? Array.Empty<byte>() : new byte[BatchSize * SlotBytes];
    }

    /// <summary>The network for sent datagrams, with its counters and its changeable options; null when it was left out.</summary>
    public NetworkImpairment? Outgoing { get; }

    /// <summary>The network for received datagrams, with its counters and its changeable options; null when it was left out.</summary>
    public NetworkImpairment? Incoming { get; }

    /// <inheritdoc/>
    public string Name => _inner.Name + ", impaired";

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => _inner.LocalEndPoint;

    /// <summary>What the inner transport has moved: without what was lost on the way out, and with copies.</summary>
    public TransportStatistics Statistics => _inner.Statistics;

    /// <inheritdoc/>
    public int OverheadBytes => _inner.OverheadBytes;

    /// <summary>Until the next delayed datagram of either direction is due, or until the inner transport has something to do.</summary>
    public TimeSpan TimeUntilDeadline
    {
        get
        {
            TimeSpan inner = _inner.TimeUntilDeadline;
            long nowMs = _clock.NowMs;
            long dueMs = Math.Min(NextIncomingMs, NextOutgoingMs);
            if (dueMs == long.MaxValue) return inner;

            // What the inner transport could not take is tried again, but not without a pause.
            TimeSpan own = TimeSpan.FromMilliseconds(Math.Max(_isHeldUp ? 1 : 0, dueMs - nowMs));
            return inner == Timeout.InfiniteTimeSpan || own < inner ? own : inner;
        }
    }

    /// <inheritdoc/>
    public bool IsDrained => _isDrained;

    /// <inheritdoc/>
    public bool CanReach(in ENetAddress remote) => _inner.CanReach(remote);

    /// <inheritdoc/>
    public bool TryGetSendSlot(out Span<byte> slot)
    {
        if (Outgoing is null) return _inner.TryGetSendSlot(out slot);

        // A network takes whatever is sent into it; what is too much is lost there, by DatagramLimit.
        slot = _sendSlot;
        return true;
    }

    /// <inheritdoc/>
    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        if (Outgoing is null)
        {
            _inner.CommitSend(path, length, options);
            return;
        }

        if ((uint)length > _sendSlot.Length) throw new ArgumentOutOfRangeException(nameof(length), length, $"A datagram has 0 to {_sendSlot.Length} bytes.");
        ReadOnlySpan<byte> datagram = _sendSlot.AsSpan(0, length);
        ImpairmentFate fate = Outgoing.Submit(_clock.NowMs, path.Local, path.Remote, datagram, options);
        _observer?.Invoke(true, path.Remote, datagram, fate);
    }

    /// <inheritdoc/>
    public bool TryTakeRefusal(out DatagramRefusal refusal) => _inner.TryTakeRefusal(out refusal);

    /// <inheritdoc/>
    public int Flush()
    {
        ThrowIfDisposed();
        return PassOn(_clock.NowMs) + _inner.Flush();
    }

    /// <inheritdoc/>
    public int Receive()
    {
        ThrowIfDisposed();
        long nowMs = _clock.NowMs;
        SendDue(nowMs);
        int arrived = _inner.Receive();
        _isDrained = _inner.IsDrained;
        if (Incoming is null) return arrived;

        for (int i = 0; i < arrived; i++)
        {
            ReadOnlySpan<byte> datagram = _inner.GetReceived(i, out DatagramPath path);
            ImpairmentFate fate = Incoming.Submit(nowMs, path.Remote, path.Local, datagram);
            _observer?.Invoke(false, path.Remote, datagram, fate);
        }

        _batchCount = 0;
        while (_batchCount < BatchSize
            && Incoming.TryTake(nowMs, _batch.AsSpan(_batchCount * SlotBytes, SlotBytes), out _batchLengths[_batchCount], out _batchFrom[_batchCount], out _batchTo[_batchCount]))
        {
            _batchCount++;
        }

        _isDrained &= Incoming.NextDueMs > nowMs;
        return _batchCount;
    }

    /// <inheritdoc/>
    public Span<byte> GetReceived(int index, out DatagramPath path)
    {
        if (Incoming is null) return _inner.GetReceived(index, out path);
        if ((uint)index >= (uint)_batchCount) throw new ArgumentOutOfRangeException(nameof(index), index, "The batch has fewer datagrams; see what Receive answered.");
        path = new DatagramPath(_batchFrom[index], _batchTo[index]);
        return _batch.AsSpan(index * SlotBytes, _batchLengths[index]);
    }

    /// <summary>As the inner transport waits, but awake for delayed datagrams: those to be sent are sent, those to be received end the wait.</summary>
    /// <inheritdoc/>
    public bool Wait(TimeSpan timeout)
    {
        ThrowIfDisposed();
        bool isEndless = timeout == Timeout.InfiniteTimeSpan;
        long nowMs = _clock.NowMs;
        long endMs = isEndless ? long.MaxValue : nowMs + (long)Math.Ceiling(timeout.TotalMilliseconds);
        while (true)
        {
            SendDue(nowMs);
            if (NextIncomingMs <= nowMs) return true;
            if (nowMs >= endMs) return _inner.Wait(TimeSpan.Zero);
            long wakeMs = Math.Min(NextIncomingMs, NextOutgoingMs);
            if (wakeMs >= endMs) return _inner.Wait(isEndless ? timeout : TimeSpan.FromMilliseconds(endMs - nowMs));

            // What is due and still here waits for the inner transport to take more: never a wait of nothing or less, which could mean forever.
            if (_inner.Wait(TimeSpan.FromMilliseconds(Math.Max(1, wakeMs - nowMs)))) return true;
            long beforeMs = nowMs;
            nowMs = _clock.NowMs;

            // Time stands still on a virtual clock, and there a transport does not wait: going on would never end.
            if (nowMs <= beforeMs) return false;
        }
    }

    /// <inheritdoc/>
    public void Wake() => _inner.Wake();

    /// <summary>
    /// Disposes the inner transport. What was sent and is still delayed leaves at once: it is under way, and a goodbye among it must not be lost
    /// because its sender has gone.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        PassOn(long.MaxValue);
        _inner.Flush();
        _inner.Dispose();
    }

    void IStartNotices.AddStartNotices(Queue<ENetNotice> notices) => (_inner as IStartNotices)?.AddStartNotices(notices);

    private long NextIncomingMs => Incoming?.NextDueMs ?? long.MaxValue;

    private long NextOutgoingMs => Outgoing?.NextDueMs ?? long.MaxValue;

    private void SendDue(long nowMs)
    {
        if (NextOutgoingMs <= nowMs) _ = PassOn(nowMs) + _inner.Flush();
    }

    /// <summary>Stages what is due with the inner transport; what it cannot take stays under way and is tried again. Answers what it sent to make room.</summary>
    private int PassOn(long nowMs)
    {
        int sent = 0;
        _isHeldUp = false;
        while (Outgoing is { Count: > 0 } && Outgoing.NextDueMs <= nowMs)
        {
            if (!_inner.TryGetSendSlot(out Span<byte> slot))
            {
                sent += _inner.Flush();
                _isHeldUp = !_inner.TryGetSendSlot(out slot);
                if (_isHeldUp) break;
            }

            Outgoing.TryTake(nowMs, slot, out int length, out ENetAddress from, out ENetAddress to, out DatagramSendOptions options);
            _inner.CommitSend(new DatagramPath(to, from), length, options);
        }

        return sent;
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed) throw new ObjectDisposedException(nameof(ImpairedTransport));
    }
}
