namespace ManagedENet.Interop.Live;

/// <summary>What a host of either implementation is made of.</summary>
internal sealed record LiveHostOptions
{
    public int PeerLimit { get; init; } = 8;

    public int ChannelLimit { get; init; } = 255;

    public uint IncomingBandwidth { get; init; }

    public uint OutgoingBandwidth { get; init; }

    /// <summary>Null = the implementation's own.</summary>
    public int? MtuBytes { get; init; }

    public bool Checksum { get; init; }

    public bool RangeCoder { get; init; }
}
