using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <content>The way out: what is staged goes to the socket in order.</content>
public sealed partial class SocketTransport
{
    private enum SendOutcome
    {
        Sent,
        Refused,
        Blocked,
    }

    /// <inheritdoc/>
    public int Flush()
    {
        ThrowIfDisposed();
        int sent = 0;

        // While the socket is known to be full, asking is cheaper than the exception of trying.
        if (_isBlocked && !IsWritable()) return 0;
        _isBlocked = false;
        while (_sendHead < _sendTail)
        {
            SendOutcome outcome = SendStaged(_sendHead);
            if (outcome == SendOutcome.Blocked)
            {
                _isBlocked = true;
                _wouldBlock++;
                return sent;
            }

            if (outcome == SendOutcome.Sent) sent++;
            _sendHead++;
        }

        _sendHead = 0;
        _sendTail = 0;
        return sent;
    }

    private SendOutcome SendStaged(int index)
    {
        ref readonly ENetAddress to = ref _sendTo[index];
        int length = _sendLengths[index];
        if (!CanReach(to)) return Refuse(SocketError.AddressFamilyNotSupported);
        bool isSecondTry = false;
        while (true)
        {
            try
            {
                SendTo(_sendSlots, index * SendSlotBytes, length, to);
                _sentDatagrams++;
                _sentBytes += length;
                return SendOutcome.Sent;
            }
            catch (SocketException e) when (IsCongestion(e.SocketErrorCode))
            {
                return SendOutcome.Blocked;
            }
            catch (SocketException e)
            {
                // A reset or refusal belongs to an earlier datagram, perhaps of another peer: the system reports it here and has not sent this one.
                if (isSecondTry || !IsAboutEarlierDatagram(e.SocketErrorCode)) return Refuse(e.SocketErrorCode);
                isSecondTry = true;
            }
        }
    }

    private SendOutcome Refuse(SocketError error)
    {
        _sendErrors++;
        _lastError = error;
        return SendOutcome.Refused;
    }

    private bool IsWritable()
    {
        try
        {
            return _socket.Poll(0, SelectMode.SelectWrite);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static bool IsCongestion(SocketError error) => error is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable or SocketError.IOPending;

    private static bool IsAboutEarlierDatagram(SocketError error)
        => error is SocketError.ConnectionReset or SocketError.ConnectionRefused or SocketError.Interrupted;
}
