using System.Net;
using System.Net.Sockets;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>
/// The place of a host's transport: who needs it asks here each time, because <see cref="ENetHost.Rebind(IPEndPoint)"/> puts another one in. What the former ones have
/// counted goes on.
/// </summary>
internal sealed class TransportSeat
{
    private readonly object _lock = new();
    private IDatagramTransport _current;
    private TransportStatistics _former;

    public TransportSeat(IDatagramTransport first) => _current = first;

    /// <summary>The transport that moves datagrams now. Any thread may ask.</summary>
    public IDatagramTransport Current => Volatile.Read(ref _current);

    /// <summary>What all of them have counted.</summary>
    public TransportStatistics Statistics
    {
        get
        {
            lock (_lock) return Sum(_former, _current.Statistics);
        }
    }

    /// <summary>Puts another one in. The former one has been used for the last time; it is the caller's to dispose.</summary>
    public void Replace(IDatagramTransport next)
    {
        lock (_lock)
        {
            _former = Sum(_former, _current.Statistics);
            Volatile.Write(ref _current, next);
        }
    }

    /// <summary>Both together, with the buffers of the second.</summary>
    public static TransportStatistics Sum(in TransportStatistics former, in TransportStatistics now) => now with
    {
        SentDatagrams = former.SentDatagrams + now.SentDatagrams,
        SentBytes = former.SentBytes + now.SentBytes,
        SendCalls = former.SendCalls + now.SendCalls,
        ReceivedDatagrams = former.ReceivedDatagrams + now.ReceivedDatagrams,
        ReceivedBytes = former.ReceivedBytes + now.ReceivedBytes,
        ReceiveCalls = former.ReceiveCalls + now.ReceiveCalls,
        SendErrors = former.SendErrors + now.SendErrors,
        ReceiveErrors = former.ReceiveErrors + now.ReceiveErrors,
        WouldBlock = former.WouldBlock + now.WouldBlock,
        Truncated = former.Truncated + now.Truncated,
        Empty = former.Empty + now.Empty,
        Overflow = former.Overflow + now.Overflow,
        LastError = now.LastError != SocketError.Success ? now.LastError : former.LastError,
    };
}
