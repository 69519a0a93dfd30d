using ManagedENet.Internal;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Transports;

namespace ManagedENet;

/// <summary>
/// The counters of a host, 64 bits each and live. Any thread may read them; another than the host's may see values that are a moment old.
/// Stands for <c>totalSentData</c>, <c>totalSentPackets</c>, <c>totalReceivedData</c> and <c>totalReceivedPackets</c> of <c>ENetHost</c>, and says more.
/// </summary>
public sealed class ENetStatistics
{
    private readonly Engine _engine;
    private readonly HostCounters _counters;
    private readonly TransportSeat _seat;

    internal ENetStatistics(Engine engine)
    {
        _engine = engine;
        _counters = engine.Core.Counters;
        _seat = engine.Seat;
    }

    /// <summary>Bytes of all datagrams written, ENet's headers included and those below ENet not (<c>totalSentData</c>).</summary>
    public long SentBytes => _counters.SentBytes;

    /// <summary>Datagrams written (<c>totalSentPackets</c>).</summary>
    public long SentDatagrams => _counters.SentDatagrams;

    /// <summary>Bytes of all datagrams that were looked at (<c>totalReceivedData</c>).</summary>
    public long ReceivedBytes => _counters.ReceivedBytes;

    /// <summary>Datagrams that were looked at (<c>totalReceivedPackets</c>).</summary>
    public long ReceivedDatagrams => _counters.ReceivedDatagrams;

    /// <summary>Reliable commands that were sent again because they seemed to be lost.</summary>
    public long Retransmissions => _counters.Retransmissions;

    /// <summary>Those of <see cref="Retransmissions"/> that were repeated for one reason.</summary>
    /// <param name="trigger">The reason.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">There is no such reason.</exception>
    public long RetransmissionsBy(ENetLossTrigger trigger) => _counters.RetransmissionsBy(trigger);

    /// <summary>Those of <see cref="Retransmissions"/> that had arrived after all.</summary>
    public long SpuriousRetransmissions => _counters.SpuriousRetransmissions;

    /// <summary>Commands that were sent a second time before anybody knew whether the first was lost (<see cref="ENetPeer.SetRedundancy"/>).</summary>
    public long Copies => _counters.Copies;

    /// <summary>Unreliable packets that the packet throttle dropped before sending.</summary>
    public long ThrottledPackets => _counters.ThrottledPackets;

    /// <summary>Packets given to the application.</summary>
    public long DeliveredPackets => _counters.DeliveredPackets;

    /// <summary>Those of <see cref="DeliveredPackets"/> that were reliable.</summary>
    public long DeliveredReliablePackets => _counters.DeliveredReliablePackets;

    /// <summary>
    /// Bytes that are queued to be sent or wait for an acknowledgement, overhead included, over all peers; <see cref="ENetHostOptions.HostBudgetBytes"/> bounds
    /// it. Another thread than the host's sees what it was when the host's last call ended.
    /// </summary>
    public long OutgoingQueuedBytes => _engine.IsOnOwnerThread ? _engine.Core.OutgoingQueuedBytes : _engine.Telemetry.OutgoingQueuedBytes;

    /// <summary>
    /// Bytes that were received and not yet taken, overhead included, over all peers; <see cref="ENetHostOptions.HostBudgetBytes"/> bounds it.
    /// Another thread than the host's sees what it was when the host's last call ended.
    /// </summary>
    public long IncomingQueuedBytes => _engine.IsOnOwnerThread ? _engine.Core.IncomingQueuedBytes : _engine.Telemetry.IncomingQueuedBytes;

    /// <summary>What was dropped, by reason.</summary>
    public ENetDropCounts Drops => new(_counters, _seat);

    /// <summary>What moves the datagrams, in words: the kind of transport and the address families it serves.</summary>
    public string TransportName => _seat.Current.Name;

    /// <summary>
    /// The transport's own counters: errors, full buffers, datagrams too long or empty, and the buffers that the system granted. What was counted before a
    /// <see cref="ENetHost.Rebind(System.Net.IPEndPoint)"/> is among them.
    /// </summary>
    public TransportStatistics Transport => _seat.Statistics;
}
