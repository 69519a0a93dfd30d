using System;
using System.Buffers.Binary;

namespace ManagedENet.Internal;

/// <summary>The messages of a framed stream: a byte that says what it is, and what belongs to it.</summary>
// Requirement: STR-001
internal static class StreamFrame
{
    /// <summary>One byte or more of what was written.</summary>
    public const byte Data = 1;

    /// <summary>No more data comes.</summary>
    public const byte End = 2;

    /// <summary>Both directions are over; four bytes of code.</summary>
    public const byte Abort = 3;

    /// <summary>So many bytes more may be sent; four bytes of number.</summary>
    public const byte Credit = 4;

    /// <summary>Data is no longer wanted; four bytes of code.</summary>
    public const byte Stop = 5;

    /// <summary>What stands in front of data.</summary>
    public const int HeaderBytes = 1;

    /// <summary>Length of a message with a number.</summary>
    public const int NumberBytes = 5;

    /// <summary>Bytes that either end may send before it has heard of any credit.</summary>
    // Requirement: STR-004
    public const int ImplicitCredit = 65_536;

    /// <summary>More credit than this at a time is nobody's.</summary>
    public const long MostCredit = int.MaxValue;

    /// <summary>Writes a message with a number, <see cref="NumberBytes"/> long.</summary>
    public static void Write(Span<byte> message, byte kind, uint number)
    {
        message[0] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(message.Slice(HeaderBytes), number);
    }

    /// <summary>The number of a message that is <see cref="NumberBytes"/> long.</summary>
    public static uint NumberOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt32BigEndian(message.Slice(HeaderBytes));
}
