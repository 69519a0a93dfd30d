using System;
using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <content>The way out: what is staged goes to the socket in order.</content>
public sealed partial class SocketTransport : IDatagramSender
{
    private readonly FragmentationSwitch _fragmentation;
    private readonly RefusalQueue _refusals = new();

    /// <inheritdoc/>
    public bool TryGetSendSlot(out Span<byte> slot) => _stage.TryGetSlot(out slot);

    /// <inheritdoc/>
    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options) => _stage.Commit(path, length, options);

    /// <inheritdoc/>
    public bool TryTakeRefusal(out DatagramRefusal refusal) => _refusals.TryTake(out refusal);

    /// <inheritdoc/>
    public int Flush()
    {
        ThrowIfDisposed();
        return _stage.Flush(this);
    }

    // While the socket is known to be full, asking is cheaper than the exception of trying.
    bool IDatagramSender.CanSendAgain()
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

    // Requirement: DEV-041, LIM-006
    SendOutcome IDatagramSender.TrySend(byte[] buffer, int offset, int length, in DatagramPath path, in DatagramSendOptions options)
    {
        if (!CanReach(path.Remote)) return Refuse(path, length, SocketError.AddressFamilyNotSupported);
        _fragmentation.Set(options.Fragmentation);
        SocketError error = TrySendTo(buffer, offset, length, path);
        // A reset or refusal belongs to an earlier datagram, perhaps of another peer: the system reports it here and has not sent this one.
        if (IsAboutEarlierDatagram(error)) error = TrySendTo(buffer, offset, length, path);
        if (IsCongestion(error))
        {
            _counters.CountWouldBlock();
            return SendOutcome.Blocked;
        }

        if (error != SocketError.Success) return Refuse(path, length, error);
        _counters.CountSendCall();
        _counters.CountSent(1, length);
        return SendOutcome.Sent;
    }

    private SocketError TrySendTo(byte[] buffer, int offset, int length, in DatagramPath path)
    {
        try
        {
            return SendTo(buffer, offset, length, path);
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private SendOutcome Refuse(in DatagramPath path, int length, SocketError error)
    {
        _refusals.Add(new DatagramRefusal(path, length, error));
        _counters.CountSendError(error);
        return SendOutcome.Refused;
    }

    private static bool IsCongestion(SocketError error) => error is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable or SocketError.IOPending;

    private static bool IsAboutEarlierDatagram(SocketError error)
        => error is SocketError.ConnectionReset or SocketError.ConnectionRefused or SocketError.Interrupted;
}
