using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Godot;

/// <summary>
/// What is set before a <see cref="GodotMultiplayerPeer"/> starts. Immutable: set what you need in an initializer, or vary a base with <c>with</c>.
/// </summary>
public sealed record GodotPeerOptions
{
    /// <summary>Whose bytes to speak; the other side's engine decides. Godot 4 by default.</summary>
    public GodotWireVersion WireVersion { get; init; } = GodotWireVersion.Godot4;

    /// <summary>What compresses each datagram; must be what the other side uses. None by default, as in Godot.</summary>
    public GodotCompression Compression { get; init; }

    /// <summary>The address of this machine to use (<c>set_bind_ip</c>). Null, the default, takes all of them, IPv4 and IPv6.</summary>
    public IPAddress? BindAddress { get; init; }

    /// <summary>
    /// Godot 3, server: passes on what clients send each other, and tells them of each other. True by default, as there.
    /// In Godot 4 the scene layer does this: <see cref="Scene.SceneMultiplayer.ServerRelay"/>.
    /// </summary>
    public bool ServerRelay { get; init; } = true;

    /// <summary>Godot 3: sends unreliable packets in order, too (<c>always_ordered</c>). False by default.</summary>
    public bool AlwaysOrdered { get; init; }

    /// <summary>The id of a client, 2 to 2,147,483,647. Null, the default, takes a random one, as Godot does.</summary>
    public int? UniqueId { get; init; }

    /// <summary>
    /// True, the default as in Godot, sends every packet at once in a datagram of its own. False lets packets wait for the next poll and share datagrams:
    /// the better choice for a server with many small packets.
    /// </summary>
    public bool FlushEachPacket { get; init; } = true;

    /// <summary>
    /// Received bytes of one peer that may wait to be read, 1 or more. Beyond it unreliable packets are dropped, and a reliable one ends the connection. Godot has no limit.
    /// </summary>
    public long MaximumQueuedBytes { get; init; } = 64L << 20;

    /// <summary>
    /// What else the ENet host shall do: MTU, time-outs, budgets, buffers. Its peer limit, channel limit, bandwidths, compressor and checksum are set here and not taken from it.
    /// </summary>
    public ENetHostOptions Host { get; init; } = new();

    /// <summary>Opens the transport for a local end point, to run over something else than a socket. Null, the default, opens a socket.</summary>
    public Func<IPEndPoint, IDatagramTransport>? OpenTransport { get; init; }

    /// <summary>The time to live by; its timestamps are read. Null, the default, takes <see cref="System.TimeProvider.System"/>.</summary>
    public TimeProvider? TimeProvider { get; init; }

    internal void Validate()
    {
        if (WireVersion is not (GodotWireVersion.Godot4 or GodotWireVersion.Godot3)) throw Invalid(nameof(WireVersion), WireVersion, "Pass Godot4 or Godot3.");
        if (Compression is < GodotCompression.None or > GodotCompression.Zstd) throw Invalid(nameof(Compression), Compression, "Pass one of the five modes.");
        if (UniqueId is < 2) throw Invalid(nameof(UniqueId), UniqueId, "A client's id is 2 or more: 1 is the server, and other peers cannot address the rest.");
        if (MaximumQueuedBytes < 1) throw Invalid(nameof(MaximumQueuedBytes), MaximumQueuedBytes, "At least one byte must be allowed to wait.");
        if (Host is null) throw new ArgumentNullException(nameof(Host));
    }

    private static ArgumentOutOfRangeException Invalid(string option, object? value, string advice) => new(option, value, advice);
}
