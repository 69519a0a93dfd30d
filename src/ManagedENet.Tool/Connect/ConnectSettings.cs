using System;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Connect;

/// <summary>What <c>enet connect</c> was asked for.</summary>
internal sealed record ConnectSettings
{
    public required HostAndPort Target { get; init; }

    public byte Channel { get; init; }

    /// <summary>The word for <see cref="Flags"/> that was given.</summary>
    public string ModeName { get; init; } = "reliable";

    public ENetPacketFlags Flags { get; init; } = ENetPacketFlags.Reliable;

    /// <summary>Null: lines are read and sent.</summary>
    public int? Count { get; init; }

    public int SizeBytes { get; init; } = 32;

    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(10);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public bool Checksum { get; init; }

    public bool Compress { get; init; }

    public bool Json { get; init; }

    public bool IsReliable => (Flags & ENetPacketFlags.Reliable) != 0;
}
