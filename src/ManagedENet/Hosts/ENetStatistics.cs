using System;
using ManagedENet.Internal;
using ManagedENet.Transports;

namespace ManagedENet;

/// <summary>
/// The counters of a host, of all shards together where several hosts share a port; 64 bits each and live. Any thread may read them; another than the host's may see values that are a moment old.
/// Stands for <c>totalSentData</c>, <c>totalSentPackets</c>, <c>totalReceivedData</c> and <c>totalReceivedPackets</c> of <c>ENetHost</c>, and says more.
/// </summary>
public sealed class ENetStatistics
{
    private readonly Engine[] _engines;

    /// <summary>The counters of these together.</summary>
    internal ENetStatistics(params Engine[] engines) => _engines = engines;

    /// <summary>Bytes of all datagrams written, ENet's headers included and those below ENet not (<c>totalSentData</c>).</summary>
    public long SentBytes => Sum(static engine => engine.Core.Counters.SentBytes);

    /// <summary>Datagrams written (<c>totalSentPackets</c>).</summary>
    public long SentDatagrams => Sum(static engine => engine.Core.Counters.SentDatagrams);

    /// <summary>Bytes of all datagrams that were looked at (<c>totalReceivedData</c>).</summary>
    public long ReceivedBytes => Sum(static engine => engine.Core.Counters.ReceivedBytes);

    /// <summary>Datagrams that were looked at (<c>totalReceivedPackets</c>).</summary>
    public long ReceivedDatagrams => Sum(static engine => engine.Core.Counters.ReceivedDatagrams);

    /// <summary>Reliable commands that were sent again because they seemed to be lost.</summary>
    public long Retransmissions => Sum(static engine => engine.Core.Counters.Retransmissions);

    /// <summary>Those of <see cref="Retransmissions"/> that were repeated for one reason.</summary>
    /// <param name="trigger">The reason.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">There is no such reason.</exception>
    public long RetransmissionsBy(ENetLossTrigger trigger)
    {
        long all = 0;
        foreach (Engine engine in _engines) all += engine.Core.Counters.RetransmissionsBy(trigger);
        return all;
    }

    /// <summary>Those of <see cref="Retransmissions"/> that had arrived after all.</summary>
    public long SpuriousRetransmissions => Sum(static engine => engine.Core.Counters.SpuriousRetransmissions);

    /// <summary>Commands that were sent a second time before anybody knew whether the first was lost (<see cref="ENetPeer.SetRedundancy"/>).</summary>
    public long Copies => Sum(static engine => engine.Core.Counters.Copies);

    /// <summary>Unreliable packets that the packet throttle dropped before sending.</summary>
    public long ThrottledPackets => Sum(static engine => engine.Core.Counters.ThrottledPackets);

    /// <summary>Packets given to the application.</summary>
    public long DeliveredPackets => Sum(static engine => engine.Core.Counters.DeliveredPackets);

    /// <summary>Those of <see cref="DeliveredPackets"/> that were reliable.</summary>
    public long DeliveredReliablePackets => Sum(static engine => engine.Core.Counters.DeliveredReliablePackets);

    /// <summary>
    /// Bytes that are queued to be sent or wait for an acknowledgement, overhead included, over all peers; <see cref="ENetHostOptions.HostBudgetBytes"/> bounds
    /// it for each host. Another thread than the host's sees what it was when the host's last call ended.
    /// </summary>
    public long OutgoingQueuedBytes => Sum(static engine => engine.IsOnOwnerThread ? engine.Core.OutgoingQueuedBytes : engine.Telemetry.OutgoingQueuedBytes);

    /// <summary>
    /// Bytes that were received and not yet taken, overhead included, over all peers; <see cref="ENetHostOptions.HostBudgetBytes"/> bounds it for each host.
    /// Another thread than the host's sees what it was when the host's last call ended.
    /// </summary>
    public long IncomingQueuedBytes => Sum(static engine => engine.IsOnOwnerThread ? engine.Core.IncomingQueuedBytes : engine.Telemetry.IncomingQueuedBytes);

    /// <summary>What was dropped, by reason.</summary>
    public ENetDropCounts Drops => new(_engines);

    /// <summary>What moves the datagrams, in words: the kind of transport and the address families it serves.</summary>
    public string TransportName => _engines[0].Transport.Name;

    /// <summary>
    /// The transport's own counters: errors, full buffers, datagrams too long or empty, and the buffers that the system granted, which are those of one socket. What was counted before a
    /// <see cref="ENetHost.Rebind(System.Net.IPEndPoint)"/> is among them.
    /// </summary>
    public TransportStatistics Transport
    {
        get
        {
            TransportStatistics all = _engines[0].Seat.Statistics;
            for (int i = 1; i < _engines.Length; i++) all = TransportSeat.Sum(all, _engines[i].Seat.Statistics);
            return all;
        }
    }

    /// <summary>The counters of several hosts together; of one alone its own.</summary>
    internal static ENetStatistics Of(ENetHost[] hosts) => hosts.Length == 1 ? hosts[0].Statistics : new ENetStatistics(Array.ConvertAll(hosts, static host => host.Engine));

    private long Sum(Func<Engine, long> read)
    {
        long all = 0;
        foreach (Engine engine in _engines) all += read(engine);
        return all;
    }
}
