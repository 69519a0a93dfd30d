using System.Net.Sockets;
using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet.Transports;

/// <summary>What a transport counts, for all of them. The thread of the host counts, any thread may read.</summary>
internal sealed class TransportCounters
{
    private readonly int _receiveBufferBytes;
    private readonly int _sendBufferBytes;
    private SharedCount _sentDatagrams;
    private SharedCount _sentBytes;
    private SharedCount _sendCalls;
    private SharedCount _receivedDatagrams;
    private SharedCount _receivedBytes;
    private SharedCount _receiveCalls;
    private SharedCount _sendErrors;
    private SharedCount _receiveErrors;
    private SharedCount _wouldBlock;
    private SharedCount _truncated;
    private SharedCount _empty;
    private SharedCount _overflow;
    private SharedCount _lastError;

    /// <summary>Starts at zero.</summary>
    /// <param name="receiveBufferBytes">What the system granted for waiting received datagrams, as it reports it.</param>
    /// <param name="sendBufferBytes">What the system granted for datagrams on their way out, as it reports it.</param>
    public TransportCounters(int receiveBufferBytes = 0, int sendBufferBytes = 0)
    {
        _receiveBufferBytes = receiveBufferBytes;
        _sendBufferBytes = sendBufferBytes;
    }

    /// <summary>A copy of all of them at this moment.</summary>
    public TransportStatistics Read() => new()
    {
        SentDatagrams = _sentDatagrams.Value,
        SentBytes = _sentBytes.Value,
        SendCalls = _sendCalls.Value,
        ReceivedDatagrams = _receivedDatagrams.Value,
        ReceivedBytes = _receivedBytes.Value,
        ReceiveCalls = _receiveCalls.Value,
        SendErrors = _sendErrors.Value,
        ReceiveErrors = _receiveErrors.Value,
        WouldBlock = _wouldBlock.Value,
        Truncated = _truncated.Value,
        Empty = _empty.Value,
        Overflow = _overflow.Value,
        ReceiveBufferBytes = _receiveBufferBytes,
        SendBufferBytes = _sendBufferBytes,
        LastError = (SocketError)_lastError.Value,
    };

    public void CountSent(int datagrams, long bytes)
    {
        _sentDatagrams.Add(datagrams);
        _sentBytes.Add(bytes);
    }

    public void CountSendCall() => _sendCalls.Add(1);

    public void CountReceived(int datagrams, long bytes)
    {
        _receivedDatagrams.Add(datagrams);
        _receivedBytes.Add(bytes);
    }

    public void CountReceiveCall() => _receiveCalls.Add(1);

    public void CountSendError(SocketError error)
    {
        _lastError.Value = (long)error;
        _sendErrors.Add(1);
    }

    public void CountReceiveError(SocketError error)
    {
        _lastError.Value = (long)error;
        _receiveErrors.Add(1);
    }

    public void CountWouldBlock() => _wouldBlock.Add(1);

    public void CountTruncated(int datagrams) => _truncated.Add(datagrams);

    public void CountEmpty(int datagrams) => _empty.Add(datagrams);

    public void CountOverflow() => _overflow.Add(1);
}
