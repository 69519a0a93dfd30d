using System;
using ManagedENet.Godot;

namespace ManagedENet.InteropPeer.GodotPeers;

/// <summary>What the command line of <c>godot</c> says.</summary>
internal sealed record GodotPeerSettings
{
    public required int Port { get; init; }

    public required int Id { get; init; }

    public required int Channels { get; init; }

    public required bool Compress { get; init; }

    public required TimeSpan Deadline { get; init; }

    public required int Count { get; init; }

    public required bool FakeSource { get; init; }

    /// <summary>Asks the server to send us away: 0 when everything is sent, 1 at once, -1 not at all.</summary>
    public required int Kick { get; init; }

    public GodotPeerOptions PeerOptions => new()
    {
        WireVersion = GodotWireVersion.Godot3,
        Compression = Compress ? GodotCompression.RangeCoder : GodotCompression.None,
        UniqueId = Id,
        BindAddress = System.Net.IPAddress.Loopback,
    };
}
