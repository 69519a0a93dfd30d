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
        if (IsReadableOrWoken(isRetry ? RetryDelay : timeout)) return true;
        return isRetry || (timeout != TimeSpan.Zero && SeesErrorPending());
    }

    /// <inheritdoc/>
    public void Wake() => _wakeSignal.Raise();

    /// <inheritdoc/>
    public bool IsDrained => _isDrained;

    /// <inheritdoc/>
    public Span<byte> GetReceived(int index, out DatagramPath path)
    {
        if ((uint)index >= (uint)_receivedCount) throw new ArgumentOutOfRangeException(nameof(index), index, "The batch has fewer datagrams; see what Receive answered.");
        path = _receivedPaths[index];
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
            _isDrained = !MayHaveOne() || !TryReadOne(ref errors);
            if (_isDrained) break;
        }

        return _receivedCount;
    }

    private bool MayHaveOne() => !AsksBeforeReading || TakeKnownReadable() || IsReadable() || TakeErrorPending();

    private bool TryReadOne(ref int errors)
    {
        int length = ReceiveSlotBytes;
        SocketError error = TryReceiveFrom(ref length, out _receivedPaths[_receivedCount]);
        // Requirement: DGM-027
        if (error is SocketError.WouldBlock or SocketError.IOPending) return false;
        if (error != SocketError.Success)
        {
            // Windows says that a datagram was cut by an error, others by the length.
            if (error == SocketError.MessageSize) _counters.CountTruncated(1);
            else _counters.CountReceiveError(error);
            errors++;
            return true;
        }

        _counters.CountReceiveCall();
        // Requirement: DGM-025, DGM-026, DEV-060
        if (length == 0)
        {
            _counters.CountEmpty(1);
        }
        else if (length == ReceiveSlotBytes)
        {
            _counters.CountTruncated(1);
        }
        else
        {
            _receivedLengths[_receivedCount++] = length;
            _counters.CountReceived(1, length);
        }

        return true;
    }

    private SocketError TryReceiveFrom(ref int length, out DatagramPath path)
    {
        try
        {
            return ReceiveFrom(_receiveSlots, _receivedCount * ReceiveSlotBytes, ref length, out path);
        }
        catch (SocketException e)
        {
            path = default;
            return e.SocketErrorCode;
        }
    }

    /// <summary>Waits for both sockets at once, and remembers which of them had something.</summary>
    private bool IsReadableOrWoken(TimeSpan timeout)
    {
        _waitedFor.Clear();
        _waitedFor.Add(_socket);
        _waitedFor.Add(_wakeSignal.Socket);
        try
        {
            Socket.Select(_waitedFor, null, null, ToMicroseconds(timeout));
        }
        catch (SocketException e)
        {
            _counters.CountReceiveError(e.SocketErrorCode);
            return false;
        }

        foreach (Socket seen in _waitedFor)
        {
            if (seen == _socket) _isKnownReadable = true;
            else _wakeSignal.Clear();
        }

        return _waitedFor.Count > 0;
    }

    // The framework cuts off parts of a millisecond on some systems, and a wait must not be over before its time.
    private static int ToMicroseconds(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan) return -1;
        const int perMillisecond = 1000;
        return (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue / perMillisecond) * perMillisecond;
    }

    private bool IsReadable()
    {
        try
        {
            return _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (SocketException e)
        {
            _counters.CountReceiveError(e.SocketErrorCode);
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
}
