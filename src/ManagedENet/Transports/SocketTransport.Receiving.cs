using System;
using System.Net.Sockets;
using System.Threading;

namespace ManagedENet.Transports;

/// <content>The way in: the batch is filled one datagram at a time.</content>
public sealed partial class SocketTransport
{
    /// <inheritdoc/>
    public bool Wait(TimeSpan timeout)
    {
        ThrowIfDisposed();

        // Staged datagrams are worth another try after a moment, whatever arrives: a socket can be waited on for one of the two only.
        bool isRetry = _stage.IsBlocked && (timeout == Timeout.InfiniteTimeSpan || timeout > RetryDelay);
        if (IsReadable(isRetry ? RetryDelay : timeout)) return _isKnownReadable = true;
        return isRetry || (timeout != TimeSpan.Zero && SeesErrorPending());
    }

    /// <inheritdoc/>
    public Span<byte> GetReceived(int index, out ENetAddress from)
    {
        if ((uint)index >= (uint)_receivedCount) throw new ArgumentOutOfRangeException(nameof(index), index, "The batch has fewer datagrams; see what Receive answered.");
        from = _receivedFrom[index];
        return _receiveSlots.AsSpan(index * ReceiveSlotBytes, _receivedLengths[index]);
    }

    /// <inheritdoc/>
    public int Receive()
    {
        ThrowIfDisposed();
        _receivedCount = 0;
        _isDrained = false;
        int errors = 0;
        for (int read = 0; read < ReadsPerReceive && _receivedCount < ReceiveSlots && errors < ErrorsPerReceive; read++)
        {
            _isDrained = (!TakeKnownReadable() && !IsReadable(TimeSpan.Zero) && !TakeErrorPending()) || !TryReadOne(ref errors);
            if (_isDrained) break;
        }

        return _receivedCount;
    }

    private bool TryReadOne(ref int errors)
    {
        int length;
        try
        {
            length = ReceiveFrom(_receiveSlots, _receivedCount * ReceiveSlotBytes, ReceiveSlotBytes, out _receivedFrom[_receivedCount]);
            _receiveCalls++;
        }
        catch (SocketException e)
        {
            // Requirement: DGM-027
            if (e.SocketErrorCode is SocketError.WouldBlock or SocketError.IOPending) return false;

            // Windows says that a datagram was cut by an error, others by the length.
            if (e.SocketErrorCode == SocketError.MessageSize) _truncated++;
            else CountReceiveError(e.SocketErrorCode);
            errors++;
            return true;
        }

        // Requirement: DGM-025, DGM-026, DEV-060
        if (length == 0)
        {
            _empty++;
        }
        else if (length == ReceiveSlotBytes)
        {
            _truncated++;
        }
        else
        {
            _receivedLengths[_receivedCount++] = length;
            _receivedDatagrams++;
            _receivedBytes += length;
        }

        return true;
    }

    private bool IsReadable(TimeSpan timeout)
    {
        int microseconds = timeout == Timeout.InfiniteTimeSpan ? -1
            : (int)Math.Clamp(timeout.Ticks / (TimeSpan.TicksPerMillisecond / 1000), 0, int.MaxValue);
        try
        {
            return _socket.Poll(microseconds, SelectMode.SelectRead);
        }
        catch (SocketException e)
        {
            CountReceiveError(e.SocketErrorCode);
            return false;
        }
    }

    /// <summary>True when the system holds an error that belongs to no datagram here. It ends every wait until a read takes it away.</summary>
    private bool SeesErrorPending()
    {
        try
        {
            return _isErrorPending = _socket.Poll(0, SelectMode.SelectError);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>True once after a wait has seen something to read: asking again would cost a system call.</summary>
    private bool TakeKnownReadable()
    {
        bool isKnown = _isKnownReadable;
        _isKnownReadable = false;
        return isKnown;
    }

    private bool TakeErrorPending()
    {
        bool isPending = _isErrorPending;
        _isErrorPending = false;
        return isPending;
    }

    private void CountReceiveError(SocketError error)
    {
        _receiveErrors++;
        _lastError = error;
    }
}
