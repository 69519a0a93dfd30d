using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using ManagedENet.Internal;
using ManagedENet.Protocol.Impairment;
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
    private readonly IMonotonicClock _clock;
    private readonly ImpairmentObserver? _observer;
    private readonly byte[] _sendSlot;
    private readonly byte[] _batch;
    private readonly int[] _batchLengths = new int[BatchSize];
    private readonly ENetAddress[] _batchFrom = new ENetAddress[BatchSize];
    private int _batchCount;
    private bool _isDisposed;

    /// <summary>Puts a bad network before <paramref name="inner"/>, which from now on belongs to this transport and is disposed with it.</summary>
    /// <param name="inner">What really moves the datagrams.</param>
    /// <param name="options">How bad the network is.</param>
    /// <param name="clock">The clock of the delays: the host's own. Null takes the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="inner"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message says which.</exception>
    public ImpairedTransport(IDatagramTransport inner, ImpairedTransportOptions options, IMonotonicClock? clock = null)
    {
        _inner = inner ?? throw new ArgumentNullException(nameof(inner));
        if (options is null) throw new ArgumentNullException(nameof(options));
        _clock = clock ?? MonotonicClock.Instance;
        _observer = options.Observer;
        Outgoing = options.Outgoing is null ? null : new NetworkImpairment(options.Outgoing);
        Incoming = options.Incoming is null ? null : new NetworkImpairment(options.Incoming);
        _sendSlot = Outgoing is null ? Array.Empty<byte>() : new byte[SlotBytes];
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
    public bool TryGetSendSlot(out Span<byte> slot)
    {
        if (Outgoing is null) return _inner.TryGetSendSlot(out slot);

        // A network takes whatever is sent into it; what is too much is lost there, by DatagramLimit.
        slot = _sendSlot;
        return true;
    }

    /// <inheritdoc/>
    public void CommitSend(in ENetAddress to, int length)
    {
        if (Outgoing is null)
        {
            _inner.CommitSend(to, length);
            return;
        }

        if ((uint)length > SlotBytes) throw new ArgumentOutOfRangeException(nameof(length), length, "A datagram has 0 to 4,096 bytes.");
        ReadOnlySpan<byte> datagram = _sendSlot.AsSpan(0, length);
        ImpairmentFate fate = Outgoing.Submit(_clock.NowMs, default, to, datagram);
        _observer?.Invoke(true, to, datagram, fate);
    }

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
        if (Incoming is null) return arrived;

        for (int i = 0; i < arrived; i++)
        {
            ReadOnlySpan<byte> datagram = _inner.GetReceived(i, out ENetAddress from);
            ImpairmentFate fate = Incoming.Submit(nowMs, from, default, datagram);
            _observer?.Invoke(false, from, datagram, fate);
        }

        _batchCount = 0;
        while (_batchCount < BatchSize
            && Incoming.TryTake(nowMs, _batch.AsSpan(_batchCount * SlotBytes, SlotBytes), out _batchLengths[_batchCount], out _batchFrom[_batchCount], out _))
        {
            _batchCount++;
        }

        return _batchCount;
    }

    /// <inheritdoc/>
    public Span<byte> GetReceived(int index, out ENetAddress from)
    {
        if (Incoming is null) return _inner.GetReceived(index, out from);
        if ((uint)index >= (uint)_batchCount) throw new ArgumentOutOfRangeException(nameof(index), index, "The batch has fewer datagrams; see what Receive answered.");
        from = _batchFrom[index];
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
            long wakeMs = Math.Min(NextIncomingMs, Outgoing?.NextDueMs ?? long.MaxValue);
            if (wakeMs >= endMs) return _inner.Wait(isEndless ? timeout : TimeSpan.FromMilliseconds(endMs - nowMs));

            // What is due and still here waits for the inner transport to take more: never a wait of nothing or less, which could mean forever.
            if (_inner.Wait(TimeSpan.FromMilliseconds(Math.Max(1, wakeMs - nowMs)))) return true;
            long beforeMs = nowMs;
            nowMs = _clock.NowMs;

            // Time stands still on a virtual clock, and there a transport does not wait: going on would never end.
            if (nowMs <= beforeMs) return false;
        }
    }

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

    private void SendDue(long nowMs)
    {
        if (Outgoing is not null && Outgoing.NextDueMs <= nowMs) _ = PassOn(nowMs) + _inner.Flush();
    }

    /// <summary>Stages what is due with the inner transport; what it cannot take stays under way and is tried again. Answers what it sent to make room.</summary>
    private int PassOn(long nowMs)
    {
        int sent = 0;
        while (Outgoing is { Count: > 0 } && Outgoing.NextDueMs <= nowMs)
        {
            if (!_inner.TryGetSendSlot(out Span<byte> slot))
            {
                sent += _inner.Flush();
                if (!_inner.TryGetSendSlot(out slot)) break;
            }

            Outgoing.TryTake(nowMs, slot, out int length, out _, out ENetAddress to);
            _inner.CommitSend(to, length);
        }

        return sent;
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed) throw new ObjectDisposedException(nameof(ImpairedTransport));
    }
}
