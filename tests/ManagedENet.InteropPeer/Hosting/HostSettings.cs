namespace ManagedENet.InteropPeer.Hosting;

/// <summary>What a host of this program is made of.</summary>
internal sealed record HostSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>0 = as many as the protocol allows.</summary>
    public required int Channels { get; init; }

    public uint IncomingBandwidth { get; init; }

    public uint OutgoingBandwidth { get; init; }

    public bool Compress { get; init; }

    public bool Checksum { get; init; }
}
