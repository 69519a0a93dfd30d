namespace ManagedENet.Protocol.Connections;

/// <summary>Datagrams and bytes in each direction since the connection was asked for. 64 bits, so nothing wraps.</summary>
internal struct PathTraffic
{
    public long SentDatagrams { get; private set; }

    public long SentBytes { get; private set; }

    public long ReceivedDatagrams { get; private set; }

    public long ReceivedBytes { get; private set; }

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
