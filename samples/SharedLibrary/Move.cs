using System;
using System.Buffers.Binary;

namespace SharedLibrary;

/// <summary>A message of the game: a player goes somewhere. Both ends write and read it with this, so that they cannot differ.</summary>
public readonly struct Move : IEquatable<Move>
{
    /// <summary>Bytes of a move: the player, and the way to go on either axis.</summary>
    public const int EncodedBytes = 5;

    private const int LongestStep = 10;

    public Move(byte player, short x, short y)
    {
        Player = player;
        X = x;
        Y = y;
    }

    public byte Player { get; }

    public short X { get; }

    public short Y { get; }

    /// <summary>A rule of the game, which the client keeps and the server checks.</summary>
    public bool IsAllowed => X is >= -LongestStep and <= LongestStep && Y is >= -LongestStep and <= LongestStep;

    public void Encode(Span<byte> to)
    {
        to[0] = Player;
        BinaryPrimitives.WriteInt16LittleEndian(to[1..], X);
        BinaryPrimitives.WriteInt16LittleEndian(to[3..], Y);
    }

    /// <summary>False for what is no move; never throws, because anybody may have sent it.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> from, out Move move)
    {
        bool isMove = from.Length == EncodedBytes;
        move = isMove ? new Move(from[0], BinaryPrimitives.ReadInt16LittleEndian(from[1..]), BinaryPrimitives.ReadInt16LittleEndian(from[3..])) : default;
        return isMove && move.IsAllowed;
    }

    public bool Equals(Move other) => Player == other.Player && X == other.X && Y == other.Y;

    public override bool Equals(object? obj) => obj is Move other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Player, X, Y);

    public override string ToString() => $"player {Player} goes {X},{Y}";

    public static bool operator ==(Move left, Move right) => left.Equals(right);

    public static bool operator !=(Move left, Move right) => !left.Equals(right);
}
