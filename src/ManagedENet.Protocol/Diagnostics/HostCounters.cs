namespace ManagedENet.Protocol.Diagnostics;

/// <summary>What a host has counted since its start. 64-bit, so nothing wraps; native's are 32-bit.</summary>
public sealed class HostCounters
{
    private readonly long[] _drops = new long[(int)DropReason.AcknowledgementsFull + 1];

    /// <summary>Datagrams written.</summary>
    public long SentDatagrams { get; internal set; }

    /// <summary>Bytes of the datagrams written (<c>totalSentData</c>).</summary>
    public long SentBytes { get; internal set; }

    /// <summary>Datagrams handed in, good or bad.</summary>
    public long ReceivedDatagrams { get; internal set; }

    /// <summary>Bytes of the datagrams handed in (<c>totalReceivedData</c>).</summary>
    public long ReceivedBytes { get; internal set; }

    /// <summary>Reliable commands that were not acknowledged in time and were queued again.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Unreliable packets that the packet throttle dropped before sending.</summary>
    public long ThrottledPackets { get; internal set; }

    /// <summary>Packets given to the application.</summary>
    public long DeliveredPackets { get; internal set; }

    /// <summary>How often something was dropped for this reason.</summary>
    public long this[DropReason reason] => _drops[(int)reason];

    /// <summary>How often something was dropped, whatever the reason.</summary>
    public long TotalDrops
    {
        get
        {
            long total = 0;
            foreach (long count in _drops) total += count;
            return total;
        }
    }

    internal void Count(DropReason reason) => _drops[(int)reason]++;
}
