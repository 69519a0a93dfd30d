using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// One pooled payload. Commands count their references to it; besides them the application may own it, through a handle with the block's generation: that moves on
/// when the handle ends, and whoever moves it, on whatever thread, is the only one to do so.
/// </summary>
internal sealed class PacketBlock
{
    /// <summary>Bytes of the object and of its place in the table of blocks.</summary>
    public const int ObjectBytes = 72 + ObjectTable<PacketBlock>.PlaceBytes;

    private int _generation;

    internal PacketBlock(PacketPool pool, byte[] buffer, int sizeClass, int id, long cost)
    {
        Pool = pool;
        Buffer = buffer;
        SizeClass = sizeClass;
        Id = id;
        Cost = (uint)cost;
    }

    /// <summary>The pool the block returns to.</summary>
    public PacketPool Pool { get; }

    /// <summary>The bytes; the payload is the first <see cref="Length"/> of them. A view has those of the block it looks at.</summary>
    public byte[] Buffer { get; internal set; }

    /// <summary>Which of the pool's lists it waits in.</summary>
    public int SizeClass { get; }

    /// <summary>Number under which structs without references know the block.</summary>
    public int Id { get; }

    /// <summary>Bytes that the block takes, overhead included.</summary>
    public uint Cost { get; }

    /// <summary>Payload length in bytes.</summary>
    public int Length { get; set; }

    /// <summary>How the payload travels.</summary>
    public ENetPacketFlags Flags { get; set; }

    /// <summary>Commands, assemblies and views that need the bytes.</summary>
    public int ReferenceCount { get; set; }

    /// <summary>Number of the block that a view looks at.</summary>
    public int Viewed { get; set; }

    /// <summary>Number of the next block of the list it stands in, or -1: those that wait, those that come back from other threads, an assembly's log.</summary>
    public int Next { get; set; }

    /// <summary>On whose account it is held.</summary>
    public BlockHolder Holder { get; set; }

    /// <summary>The application owns it.</summary>
    public bool IsOwned { get; set; }

    /// <summary>Counts the owners this block has had.</summary>
    public int Generation => Atomic.Read(ref _generation);

    /// <summary>The payload.</summary>
    public Span<byte> Span => new(Buffer, 0, Length);

    /// <summary>The payload as memory.</summary>
    public ReadOnlyMemory<byte> Memory => new(Buffer, 0, Length);

    /// <summary>Ends the ownership with this generation; false when it has ended before. Of several threads that try, one succeeds.</summary>
    // Requirement: LIM-033
    public bool TryEndOwnership(int generation) => Atomic.TryChange(ref _generation, generation, unchecked(generation + 1));
}
