using System;
using ManagedENet.Protocol.Memory;

namespace ManagedENet;

/// <summary>
/// A packet that you own: one that a <c>Receive</c> event gave you, or one you made with <c>CreatePacket</c>. Dispose it, or pass it to a send that answers
/// <see cref="ENetSendResult.Queued"/>. After that reading it throws <see cref="ObjectDisposedException"/>, also through a copy of this value, and disposing it does
/// nothing. The memory comes from the pool of the host that made it: use a packet on one thread at a time; any thread may dispose it, and any host may send it. Stands
/// for <c>ENetPacket</c>.
/// </summary>
public readonly struct ENetPacket : IDisposable, IEquatable<ENetPacket>
{
    private readonly PacketBlock? _block;
    private readonly int _generation;

    internal ENetPacket(PacketBlock block)
    {
        _block = block;
        _generation = block.Generation;
    }

    /// <summary>The payload; valid until the packet is disposed or sent.</summary>
    /// <exception cref="ObjectDisposedException">The packet was disposed or sent before.</exception>
    public ReadOnlySpan<byte> Span => Block.Span;

    /// <summary>The payload as memory, for code that awaits while it reads it; valid until the packet is disposed or sent.</summary>
    /// <exception cref="ObjectDisposedException">The packet was disposed or sent before.</exception>
    public ReadOnlyMemory<byte> Memory => Block.Memory;

    /// <summary>The payload, to be filled in before sending. A new packet's bytes are undefined until you write them.</summary>
    /// <exception cref="ObjectDisposedException">The packet was disposed or sent before.</exception>
    public Span<byte> WritableSpan => Block.Span;

    /// <summary>Length of the payload in bytes; may be 0.</summary>
    /// <exception cref="ObjectDisposedException">The packet was disposed or sent before.</exception>
    public int Length => Block.Length;

    /// <summary>How the packet travels or has travelled.</summary>
    /// <exception cref="ObjectDisposedException">The packet was disposed or sent before.</exception>
    public ENetPacketFlags Flags => Block.Flags;

    /// <summary>True while you own the packet. Never throws.</summary>
    public bool IsAlive => _block is not null && _block.Generation == _generation;

    /// <summary>The block behind a packet that is alive.</summary>
    // Requirement: LIM-031
    internal PacketBlock Block => _block is not null && _block.Generation == _generation ? _block : throw NotOwned();

    /// <summary>
    /// Gives the memory back (<c>enet_packet_destroy</c>), on any thread. Does nothing when the packet was disposed or sent before, and for the default value; of
    /// several calls at a time one gives it back.
    /// </summary>
    // Requirement: LIM-033
    public void Dispose()
    {
        if (_block is not null && _block.TryEndOwnership(_generation)) _block.Pool.EndOwnership(_block);
    }

    /// <inheritdoc/>
    public bool Equals(ENetPacket other) => ReferenceEquals(_block, other._block) && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ENetPacket other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _generation;

    /// <summary>The same packet.</summary>
    public static bool operator ==(ENetPacket left, ENetPacket right) => left.Equals(right);

    /// <summary>Another packet.</summary>
    public static bool operator !=(ENetPacket left, ENetPacket right) => !left.Equals(right);

    private static ObjectDisposedException NotOwned() =>
        new(nameof(ENetPacket), "This packet is no longer yours: it was disposed, or moved into a send that answered Queued. Create a new packet, or keep a copy of its bytes.");
}
