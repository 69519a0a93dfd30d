using System;
using ManagedENet.Godot;

namespace Arena.Load;

internal sealed record LoadSettings
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required GodotWireVersion Engine { get; init; }

    public required int Clients { get; init; }

    public required double MovesPerSecond { get; init; }

    public required TimeSpan Duration { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required double LossRate { get; init; }
}
