using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Transports;

/// <summary>
/// One end of a <see cref="LoopbackHub"/>. Datagrams arrive when their sender flushes, in order; nothing is allocated once its queue has grown.
/// </summary>
public sealed class LoopbackTransport : IDatagramTransport, IDatagramSender
{
    private const int SlotBytes = ProtocolConstants.MaximumMtu;
    private const int SendSlots = 64;
    private const int BatchSlots = 64;

    private readonly LoopbackHub _hub;
    private readonly ENetAddress _address;
    private readonly SendStage _stage = new(SendSlots);
    private readonly LoopbackQueue _queue;
    private readonly RefusalQueue _refusals = new();
    private readonly TransportCounters _counters = new();
    private int _batch;
    private int _isWoken;
    private bool _isDisposed;

    internal LoopbackTransport(LoopbackHub hub, in ENetAddress address, int capacity)
    {
        _hub = hub;
        _address = address;
        _queue = new LoopbackQueue(capacity, SlotBytes);
        LocalEndPoint = address.ToIPEndPoint();
    }

    /// <inheritdoc/>
    public string Name => "loopback, in memory";

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public TransportStatistics Statistics => _counters.Read();

    /// <summary>Nothing is added to a datagram: 0.</summary>
    public int OverheadBytes => 0;

    /// <summary>There are no timers: infinite.</summary>
    public TimeSpan TimeUntilDeadline => Timeout.InfiniteTimeSpan;

    /// <inheritdoc/>
    public bool IsDrained => _queue.Count == _batch;

    /// <summary>Two transports of a new hub that can reach each other.</summary>
    public static (LoopbackTransport First, LoopbackTransport Second) CreatePair()
    {
        var hub = new LoopbackHub();
        return (hub.Open(), hub.Open());
    }

    /// <inheritdoc/>
    public bool TryGetSendSlot(out Span<byte> slot) => _stage.TryGetSlot(out slot);

    /// <inheritdoc/>
    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options) => _stage.Commit(path, length, options);

    /// <inheritdoc/>
    public bool TryTakeRefusal(out DatagramRefusal refusal) => _refusals.TryTake(out refusal);

    /// <summary>An address of any family can be on a hub: true.</summary>
    public bool CanReach(in ENetAddress remote) => true;

    /// <inheritdoc/>
    public int Flush()
    {
        ThrowIfDisposed();
        int sent = _stage.Flush(this);
        if (sent > 0) _counters.CountSendCall();
        return sent;
    }

    /// <inheritdoc/>
    public int Receive()
    {
        ThrowIfDisposed();
        _queue.Drop(_batch);
        _batch = Math.Min(_queue.Count, BatchSlots);
        if (_batch == 0) return 0;
        long bytes = 0;
        for (int i = 0; i < _batch; i++) bytes += _queue.Peek(i, out _).Length;
        _counters.CountReceiveCall();
        _counters.CountReceived(_batch, bytes);
        return _batch;
    }

    /// <inheritdoc/>
    public Span<byte> GetReceived(int index, out DatagramPath path)
    {
        if ((uint)index >= (uint)_batch) throw new ArgumentOutOfRangeException(nameof(index), index, "The batch has fewer datagrams; see what Receive answered.");
        Span<byte> datagram = _queue.Peek(index, out ENetAddress from);
        path = new DatagramPath(from, _address);
        return datagram;
    }

    /// <summary>
    /// Answers at once, with true when there is something to receive or when it was woken: while the one thread of the hub waits, nothing can arrive.
    /// </summary>
    public bool Wait(TimeSpan timeout)
    {
        ThrowIfDisposed();
        bool isWoken = Interlocked.Exchange(ref _isWoken, 0) != 0;
        return isWoken || _queue.Count > _batch;
    }

    /// <inheritdoc/>
    public void Wake() => Interlocked.Exchange(ref _isWoken, 1);

    /// <summary>Leaves the network. What others send to this address from now on counts as refused at their end.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _hub.Close(_address);
    }

    bool IDatagramSender.CanSendAgain() => true;

    SendOutcome IDatagramSender.TrySend(byte[] buffer, int offset, int length, in DatagramPath path, in DatagramSendOptions options)
    {
        LoopbackTransport? receiver = _hub.Find(path.Remote);
        if (receiver is null)
        {
            _refusals.Add(new DatagramRefusal(path, length, SocketError.ConnectionRefused));
            _counters.CountSendError(SocketError.ConnectionRefused);
            return SendOutcome.Refused;
        }

        _counters.CountSent(1, length);
        receiver.Arrive(_address, buffer.AsSpan(offset, length));
        return SendOutcome.Sent;
    }

    private void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        if (datagram.IsEmpty)
        {
            _counters.CountEmpty(1);
        }
        else if (!_queue.TryAdd(from, datagram))
        {
            _counters.CountOverflow();
        }
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed) throw new ObjectDisposedException(nameof(LoopbackTransport));
    }
}
