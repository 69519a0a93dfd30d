using System.Net;

namespace ManagedENet.Tool.Serve;

/// <summary>What <c>enet serve</c> was asked for.</summary>
internal sealed record ServeSettings
{
    public required IPEndPoint EndPoint { get; init; }

    public int Channels { get; init; } = 255;

    public int Peers { get; init; } = 64;

    /// <summary>Null: until it is interrupted.</summary>
    public int? Seconds { get; init; }

    public bool Checksum { get; init; }

    public bool Compress { get; init; }
}
