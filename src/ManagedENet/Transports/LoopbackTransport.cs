using System;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Transports;

/// <summary>One end of a <see cref="LoopbackHub"/>. Datagrams arrive when their sender flushes, in order; nothing is allocated once its queue has grown.</summary>
public sealed class LoopbackTransport : IDatagramTransport
{
    private const int SlotBytes = ProtocolConstants.MaximumMtu;
    private const int SendSlots = 64;
    private const int BatchSlots = 64;

    private readonly LoopbackHub _hub;
    private readonly ENetAddress _address;
    private readonly byte[] _sendSlots = new byte[SendSlots * SlotBytes];
    private readonly ENetAddress[] _sendTo = new ENetAddress[SendSlots];
    private readonly int[] _sendLengths = new int[SendSlots];
    private readonly LoopbackQueue _queue;
    private int _staged;
    private int _batch;
    private bool _isDisposed;
    private TransportStatistics _statistics;

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
    public TransportStatistics Statistics => _statistics;

    /// <summary>Two transports of a new hub that can reach each other.</summary>
    public static (LoopbackTransport First, LoopbackTransport Second) CreatePair()
    {
        var hub = new LoopbackHub();
        return (hub.Open(), hub.Open());
    }

    /// <inheritdoc/>
    public bool TryGetSendSlot(out Span<byte> slot)
    {
        slot = _staged == SendSlots ? default : _sendSlots.AsSpan(_staged * SlotBytes, SlotBytes);
        return !slot.IsEmpty;
    }

    /// <inheritdoc/>
    public void CommitSend(in ENetAddress to, int length)
    {
        if ((uint)length > SlotBytes) throw new ArgumentOutOfRangeException(nameof(length), length, "A datagram has 0 to 4,096 bytes.");
        if (_staged == SendSlots) throw new InvalidOperationException("Ask TryGetSendSlot for a slot before each CommitSend.");
        _sendTo[_staged] = to;
        _sendLengths[_staged] = length;
        _staged++;
    }

    /// <inheritdoc/>
    public int Flush()
    {
        ThrowIfDisposed();
        int sent = 0;
        for (int i = 0; i < _staged; i++)
        {
            if (TrySend(_sendTo[i], _sendSlots.AsSpan(i * SlotBytes, _sendLengths[i]))) sent++;
        }

        _staged = 0;
        if (sent > 0) _statistics = _statistics with { SendCalls = _statistics.SendCalls + 1 };
        return sent;
    }

    /// <inheritdoc/>
    public int Receive()
    {
        ThrowIfDisposed();
        _queue.Drop(_batch);
        _batch = Math.Min(_queue.Count, BatchSlots);
        if (_batch == 0) return 0;
        _statistics = _statistics with { ReceiveCalls = _statistics.ReceiveCalls + 1 };
        return _batch;
    }

    /// <inheritdoc/>
    public Span<byte> GetReceived(int index, out ENetAddress from)
    {
        if ((uint)index >= (uint)_batch) throw new ArgumentOutOfRangeException(nameof(index), index, "The batch has fewer datagrams; see what Receive answered.");
        return _queue.Peek(index, out from);
    }

    /// <summary>Answers at once whether there is something to receive: while the one thread of the hub waits, nothing can arrive.</summary>
    public bool Wait(TimeSpan timeout)
    {
        ThrowIfDisposed();
        return _queue.Count > _batch;
    }

    /// <summary>Leaves the network. What others send to this address from now on counts as refused at their end.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _hub.Close(_address);
    }

    private bool TrySend(in ENetAddress to, ReadOnlySpan<byte> datagram)
    {
        LoopbackTransport? receiver = _hub.Find(to);
        if (receiver is null)
        {
            _statistics = _statistics with { SendErrors = _statistics.SendErrors + 1, LastError = SocketError.ConnectionRefused };
            return false;
        }

        _statistics = _statistics with { SentDatagrams = _statistics.SentDatagrams + 1, SentBytes = _statistics.SentBytes + datagram.Length };
        receiver.Arrive(_address, datagram);
        return true;
    }

    private void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        if (datagram.IsEmpty)
        {
            _statistics = _statistics with { Empty = _statistics.Empty + 1 };
        }
        else if (!_queue.TryAdd(from, datagram))
        {
            _statistics = _statistics with { Overflow = _statistics.Overflow + 1 };
        }
        else
        {
            _statistics = _statistics with
            {
                ReceivedDatagrams = _statistics.ReceivedDatagrams + 1,
                ReceivedBytes = _statistics.ReceivedBytes + datagram.Length,
            };
        }
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed) throw new ObjectDisposedException(nameof(LoopbackTransport));
    }
}
