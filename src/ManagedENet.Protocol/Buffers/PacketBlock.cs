using System;

namespace ManagedENet.Protocol.Buffers;

/// <summary>
/// One pooled payload. The reference count says how many commands and owners need the bytes; the generation says which owner's handle is valid:
/// it moves on when the owner disposes the packet or gives it away, and a handle of an older generation throws.
/// </summary>
internal sealed class PacketBlock
{
    internal PacketBlock(PacketPool pool, byte[] buffer, int sizeClass, int id)
    {
        Pool = pool;
        Buffer = buffer;
        SizeClass = sizeClass;
        Id = id;
    }

    /// <summary>The pool the block returns to.</summary>
    public PacketPool Pool { get; }

    /// <summary>The bytes; the payload is the first <see cref="Length"/> of them.</summary>
    public byte[] Buffer { get; }

    /// <summary>Index of the pool's free list.</summary>
    public int SizeClass { get; }

    /// <summary>Number under which slabs without references know the block.</summary>
    public int Id { get; }

    /// <summary>Payload length in bytes.</summary>
    public int Length { get; set; }

    /// <summary>How the payload travels.</summary>
    public ENetPacketFlags Flags { get; set; }

    /// <summary>Owner and commands that need the bytes.</summary>
    public int ReferenceCount { get; set; }

    /// <summary>Counts the owners this block has had.</summary>
    public int Generation { get; set; }

    /// <summary>Next in an assembly's log.</summary>
    public PacketBlock? Next { get; set; }

    /// <summary>The payload.</summary>
    public Span<byte> Span => new(Buffer, 0, Length);
}
