namespace ManagedENet.Protocol.Sending;

/// <summary>What bounds one datagram besides its room: the reliable bytes that may be in flight, and the channels that the connection has.</summary>
internal readonly struct SendWindow
{
    public SendWindow(long bytes, int channelCount)
    {
        Bytes = bytes;
        ChannelCount = channelCount;
    }

    /// <summary>Reliable payload bytes that may be in flight.</summary>
    public long Bytes { get; }

    /// <summary>Channels of the connection.</summary>
    public int ChannelCount { get; }
}
