using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <summary>
/// What a transport has moved and what went wrong, counted from its start: a copy of the counters at the moment it was asked for. Each value is whole, whichever thread
/// asks; one that asks while another moves datagrams may find one counter a moment ahead of the next.
/// </summary>
public readonly record struct TransportStatistics
{
    /// <summary>Datagrams handed to the network.</summary>
    public long SentDatagrams { get; init; }

    /// <summary>Bytes of those datagrams, without the headers below ENet.</summary>
    public long SentBytes { get; init; }

    /// <summary>Calls that sent something. Fewer than <see cref="SentDatagrams"/> where one call moves several.</summary>
    public long SendCalls { get; init; }

    /// <summary>Datagrams received and handed on; empty and too long ones are not among them.</summary>
    public long ReceivedDatagrams { get; init; }

    /// <summary>Bytes of those datagrams, without the headers below ENet.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Calls that received something.</summary>
    public long ReceiveCalls { get; init; }

    /// <summary>Datagrams that the system refused to send (no route, no permission, too long for the path). They count as lost on the way.</summary>
    public long SendErrors { get; init; }

    /// <summary>Errors that the system reported instead of a datagram, such as an unreachable port. No datagram is lost by them.</summary>
    public long ReceiveErrors { get; init; }

    /// <summary>Times that the network could take no more. The datagrams stayed staged and were sent later.</summary>
    public long WouldBlock { get; init; }

    /// <summary>Received datagrams that were dropped whole because they are longer than 4,096 bytes, more than any ENet peer may send.</summary>
    public long Truncated { get; init; }

    /// <summary>Received datagrams without a byte in them, which were skipped.</summary>
    public long Empty { get; init; }

    /// <summary>Received datagrams dropped by the transport itself because its queue was full; 0 where the system keeps the queue and does not tell.</summary>
    public long Overflow { get; init; }

    /// <summary>
    /// Bytes that the system granted for waiting received datagrams, as it reports them (Linux reports twice what can be used); 0 when there is no such buffer.
    /// </summary>
    public int ReceiveBufferBytes { get; init; }

    /// <summary>Bytes that the system granted for datagrams on their way out, as it reports them; 0 when there is no such buffer.</summary>
    public int SendBufferBytes { get; init; }

    /// <summary>
    /// The last error counted in <see cref="SendErrors"/> or <see cref="ReceiveErrors"/>; <see cref="SocketError.Success"/> when there was none.
    /// </summary>
    public SocketError LastError { get; init; }
}
