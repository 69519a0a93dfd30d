using System;
using System.Buffers.Binary;

namespace GameLoop;

/// <summary>What both ends agree on. What is sent again in the next tick anyway is unreliable; what happens once is reliable, on a channel of its own, so that no lost one holds up the others.</summary>
internal static class GameWire
{
    public const byte Now = 0;
    public const byte Once = 1;
    public const int Channels = 2;

    public const int MostPlayers = 200;
    public const int UsualPlayers = 64;

    /// <summary>An input: where the player wants to go, -1, 0 or 1 on either axis.</summary>
    public const int InputBytes = 2;

    /// <summary>An action: its number. The server sends it back when it is done.</summary>
    public const int ActionBytes = 4;

    /// <summary>A snapshot: the tick, the number of players, and of each its number and place.</summary>
    public const int SnapshotHeaderBytes = 5;
    public const int PlayerBytes = 5;

    // One datagram holds it, with room to spare: a snapshot in two fragments is lost when either is.
    public const int LongestSnapshotBytes = SnapshotHeaderBytes + (MostPlayers * PlayerBytes);

    public static void WriteInput(Span<byte> to, int x, int y) => (to[0], to[1]) = ((byte)(sbyte)x, (byte)(sbyte)y);

    /// <summary>False for what is no input: never believe a client.</summary>
    public static bool TryReadInput(ReadOnlySpan<byte> payload, out int x, out int y)
    {
        x = y = 0;
        if (payload.Length != InputBytes) return false;
        (x, y) = ((sbyte)payload[0], (sbyte)payload[1]);
        return x is >= -1 and <= 1 && y is >= -1 and <= 1;
    }

    public static void WritePlayer(Span<byte> to, int player, int x, int y)
    {
        to[0] = (byte)player;
        BinaryPrimitives.WriteInt16LittleEndian(to[1..], (short)x);
        BinaryPrimitives.WriteInt16LittleEndian(to[3..], (short)y);
    }

    public static bool TryReadSnapshot(ReadOnlySpan<byte> payload, out int players)
    {
        players = payload.Length >= SnapshotHeaderBytes ? payload[4] : 0;
        return payload.Length == SnapshotHeaderBytes + (players * PlayerBytes);
    }
}
