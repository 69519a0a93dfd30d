namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// What the other end waits for longest, as far as it is known to be lost: what was sent after it waits there, and takes memory that native peers bound. When it arrives,
/// another one may have been lost since; that is known as soon as its repetition is lost as well.
/// </summary>
internal struct FirstHole
{
    /// <summary>Most bytes behind it: three quarters of what a native peer lets wait.</summary>
    public const long MostBytesBehind = 24L << 20;

    private byte _channelId;
    private ushort _sequence;
    private uint _datagram;

    /// <summary>There may be one.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Its channel.</summary>
    public readonly byte ChannelId => _channelId;

    /// <summary>Its number on the channel.</summary>
    public readonly ushort Sequence => _sequence;

    /// <summary>The datagram that it was in first.</summary>
    public readonly uint Datagram => _datagram;

    /// <summary>A command is lost that was in this datagram first.</summary>
    public void Note(byte channelId, ushort sequence, uint datagram)
    {
        if (IsKnown && (int)(datagram - _datagram) >= 0) return;
        (_channelId, _sequence, _datagram, IsKnown) = (channelId, sequence, datagram, true);
    }

    /// <summary>It has arrived.</summary>
    public void Forget() => IsKnown = false;

    /// <summary>True when as many bytes may have left since as may wait.</summary>
    /// <param name="next">The datagram that is written next.</param>
    /// <param name="segment">Most bytes of a datagram.</param>
    public readonly bool IsFarBehind(uint next, int segment) => IsKnown && (long)(int)(next - _datagram) * segment > MostBytesBehind;
}
