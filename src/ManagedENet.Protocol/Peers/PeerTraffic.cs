namespace ManagedENet.Protocol.Peers;

/// <summary>What went to and came from one peer since its slot was taken. 64 bits, so nothing wraps.</summary>
internal struct PeerTraffic
{
    public long SentDatagrams { get; private set; }

    public long SentBytes { get; private set; }

    public long ReceivedDatagrams { get; private set; }

    public long ReceivedBytes { get; private set; }

    /// <summary>Packets that the application has queued.</summary>
    public long SentPackets { get; set; }

    /// <summary>Packets that the application was given.</summary>
    public long ReceivedPackets { get; set; }

    public long Retransmissions { get; set; }

    public long ThrottledPackets { get; set; }

    public void CountSent(int bytes)
    {
        SentDatagrams++;
        SentBytes += bytes;
    }

    public void CountReceived(int bytes)
    {
        ReceivedDatagrams++;
        ReceivedBytes += bytes;
    }
}
