namespace ManagedENet.Protocol.Sending;

/// <summary>What bounds one datagram besides its room: the reliable bytes that may be in flight, and the channels that the connection has.</summary>
internal readonly struct SendWindow
{
    public SendWindow(long bytes, int channelCount, bool isFarAhead)
    {
        IsFarAhead = isFarAhead;
        Bytes = bytes;
        ChannelCount = channelCount;
    }

    /// <summary>Reliable payload bytes that may be in flight.</summary>
    public long Bytes { get; }

    /// <summary>Nothing reliable is sent for the first time: what is missing at the other end keeps too much waiting there.</summary>
    public bool IsFarAhead { get; }

    /// <summary>Channels of the connection.</summary>
    public int ChannelCount { get; }
}
