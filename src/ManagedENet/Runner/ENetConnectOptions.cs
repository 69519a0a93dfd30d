using System;

namespace ManagedENet;

/// <summary>What is asked for with a connection.</summary>
public sealed record ENetConnectOptions
{
    /// <summary>Channels wanted, 1 to 255; 1 unless set. The remote may grant fewer: <see cref="ENetConnection.ChannelCount"/>.</summary>
    public int ChannelCount { get; init; } = 1;

    /// <summary>A number for the remote's application, which sees it before it says yes or no.</summary>
    public uint Data { get; init; }

    /// <summary>How long the attempt may take, above zero; null, the default, is <see cref="ENetHostOptions.ConnectTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }
}
