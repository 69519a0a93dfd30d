using System;
using System.Buffers.Binary;

namespace ManagedENet.Godot.Wire;

/// <summary>What a Godot 3 server says on channel 0: who came, and who left.</summary>
internal readonly struct Godot3Message
{
    public const int Bytes = 8;
    public const uint AddPeer = 0;
    public const uint RemovePeer = 1;

    public Godot3Message(uint kind, int id)
    {
        Kind = kind;
        Id = id;
    }

    public uint Kind { get; }

    public int Id { get; }

    public static bool TryRead(ReadOnlySpan<byte> packet, out Godot3Message message)
    {
        if (packet.Length < Bytes)
        {
            message = default;
            return false;
        }

        message = new Godot3Message(BinaryPrimitives.ReadUInt32LittleEndian(packet), BinaryPrimitives.ReadInt32LittleEndian(packet.Slice(4)));
        return true;
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Kind);
        BinaryPrimitives.WriteInt32LittleEndian(destination.Slice(4), Id);
    }
}
