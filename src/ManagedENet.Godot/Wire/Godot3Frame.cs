using System;
using System.Buffers.Binary;

namespace ManagedENet.Godot.Wire;

/// <summary>The eight bytes before every payload of Godot 3: who sent it, and for whom.</summary>
internal readonly struct Godot3Frame
{
    public const int Bytes = 8;

    public Godot3Frame(uint source, int target)
    {
        Source = source;
        Target = target;
    }

    public uint Source { get; }

    /// <summary>0 everyone, positive one peer, negative everyone but one.</summary>
    public int Target { get; }

    public static bool TryRead(ReadOnlySpan<byte> packet, out Godot3Frame frame)
    {
        if (packet.Length < Bytes)
        {
            frame = default;
            return false;
        }

        frame = new Godot3Frame(BinaryPrimitives.ReadUInt32LittleEndian(packet), BinaryPrimitives.ReadInt32LittleEndian(packet.Slice(4)));
        return true;
    }

    public static void Write(Span<byte> destination, int source, int target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, source);
        BinaryPrimitives.WriteInt32LittleEndian(destination.Slice(4), target);
    }
}
