using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <content>The counters.</content>
public sealed unsafe partial class LinuxBatchTransport
{
    private readonly int _receiveBufferBytes;
    private readonly int _sendBufferBytes;
    private long _sentDatagrams;
    private long _sentBytes;
    private long _sendCalls;
    private long _receivedDatagrams;
    private long _receivedBytes;
    private long _receiveCalls;
    private long _sendErrors;
    private long _receiveErrors;
    private long _wouldBlock;
    private long _truncated;
    private long _empty;
    private SocketError _lastError;

    /// <inheritdoc/>
    public TransportStatistics Statistics => new()
    {
        SentDatagrams = _sentDatagrams,
        SentBytes = _sentBytes,
        SendCalls = _sendCalls,
        ReceivedDatagrams = _receivedDatagrams,
        ReceivedBytes = _receivedBytes,
        ReceiveCalls = _receiveCalls,
        SendErrors = _sendErrors,
        ReceiveErrors = _receiveErrors,
        WouldBlock = _wouldBlock,
        Truncated = _truncated,
        Empty = _empty,
        ReceiveBufferBytes = _receiveBufferBytes,
        SendBufferBytes = _sendBufferBytes,
        LastError = _lastError,
    };
}
