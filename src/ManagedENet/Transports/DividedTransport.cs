using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using ManagedENet.Internal;

namespace ManagedENet.Transports;

/// <summary>What a shard has of a <see cref="DividedPort"/>: what comes for it out of its ring, and the common socket to send through.</summary>
internal sealed class DividedTransport : IDatagramTransport, IStartNotices
{
    private const int LongestBatch = 32;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(1);

    private readonly DividedPort _port;
    private readonly SocketTransport _sender;
    private readonly DatagramRing _ring;
    private readonly TransportCounters _received = new(0, 0);
    private readonly bool _isFirst;
    private int _batch;
    private int _isWoken;
    private int _isDisposed;

    public DividedTransport(DividedPort port, SocketTransport sender, DatagramRing ring, bool isFirst)
    {
        _port = port;
        _sender = sender;
        _ring = ring;
        _isFirst = isFirst;
    }

    /// <inheritdoc/>
    public string Name => $"divided {_sender.Name}";

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => _sender.LocalEndPoint;

    /// <inheritdoc/>
    public TransportStatistics Statistics
    {
        get
        {
            TransportStatistics received = _received.Read();
            TransportStatistics ofPort = _port.Socket.Statistics;
            return _sender.Statistics with
            {
                ReceivedDatagrams = received.ReceivedDatagrams,
                ReceivedBytes = received.ReceivedBytes,
                ReceiveCalls = received.ReceiveCalls,
                Overflow = _ring.Overflow,
                ReceiveBufferBytes = ofPort.ReceiveBufferBytes,
            };
        }
    }

    /// <inheritdoc/>
    public int OverheadBytes => 0;

    /// <inheritdoc/>
    public TimeSpan TimeUntilDeadline => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public bool IsDrained => _ring.Count == _batch;

    /// <inheritdoc/>
    public bool CanReach(in ENetAddress remote) => _sender.CanReach(remote);

    /// <inheritdoc/>
    public bool TryGetSendSlot(out Span<byte> slot) => _sender.TryGetSendSlot(out slot);

    /// <inheritdoc/>
    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options) => _sender.CommitSend(path, length, options);

    /// <inheritdoc/>
    public int Flush() => _sender.Flush();

    /// <inheritdoc/>
    public bool TryTakeRefusal(out DatagramRefusal refusal) => _sender.TryTakeRefusal(out refusal);

    /// <inheritdoc/>
    public int Receive()
    {
        ThrowIfDisposed();
        _ring.Skip(_batch);
        _batch = Math.Min(_ring.Count, LongestBatch);
        if (_batch == 0) return 0;
        long bytes = 0;
        for (int i = 0; i < _batch; i++) bytes += _ring.Peek(i, out _).Length;
        _received.CountReceiveCall();
        _received.CountReceived(_batch, bytes);
        return _batch;
    }

    /// <inheritdoc/>
    public Span<byte> GetReceived(int index, out DatagramPath path)
    {
        if ((uint)index >= (uint)_batch) throw new ArgumentOutOfRangeException(nameof(index), index, "The batch has fewer datagrams; see what Receive answered.");
        return _ring.Peek(index, out path);
    }

    /// <inheritdoc/>
    public bool Wait(TimeSpan timeout)
    {
        ThrowIfDisposed();
        bool isRetry = _sender.IsSendBlocked && (timeout == Timeout.InfiniteTimeSpan || timeout > RetryDelay);
        if (isRetry) timeout = RetryDelay;
        // Parts of a millisecond are rounded up: a wait must not be over before its time.
        int milliseconds = timeout == Timeout.InfiniteTimeSpan ? Timeout.Infinite : (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue);
        _ring.Signal.Reset();
        // Whoever adds or wakes from now on sets it again; what was there before is seen here.
        if (_ring.Count > _batch || TakeWake()) return true;
        bool isSet = _ring.Signal.Wait(milliseconds);
        return TakeWake() || isSet || isRetry;
    }

    /// <inheritdoc/>
    public void Wake()
    {
        Interlocked.Exchange(ref _isWoken, 1);
        _ring.Signal.Set();
    }

    /// <summary>The shard has ended. The last one closes the socket.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _sender.Dispose();
        _port.Leave();
    }

    void IStartNotices.AddStartNotices(Queue<ENetNotice> notices)
    {
        // There is one socket, and one word about it is enough.
        if (_isFirst) ((IStartNotices)_sender).AddStartNotices(notices);
    }

    private bool TakeWake() => Volatile.Read(ref _isWoken) != 0 && Interlocked.Exchange(ref _isWoken, 0) != 0;

    private void ThrowIfDisposed()
    {
        if (Volatile.Read(ref _isDisposed) != 0) throw new ObjectDisposedException(nameof(DividedTransport));
    }
}
