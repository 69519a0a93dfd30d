using System.Collections.Generic;

namespace ManagedENet.Conformance.Conversations;

/// <summary>
/// <c>D t from to fate length hex</c> and the <c>#</c> lines below it: a datagram that a host sent and what the network did with it.
/// <see cref="Bytes"/> may be shorter than <see cref="Length"/> where the text was cut.
/// </summary>
internal sealed record DatagramLine(int Number, string Text, string From, string To, Fate Fate, int Length, byte[] Bytes) : ConversationLine(Number, Text)
{
    /// <summary>The decoded header and commands that stand below the datagram, without the leading <c>#</c>.</summary>
    public List<string> Decoded { get; } = [];

    /// <summary>The first digit of the byte behind <see cref="Bytes"/> where the text was cut inside it, otherwise -1.</summary>
    public int HalfByte { get; init; } = -1;

    public bool IsWhole => Bytes.Length == Length;
}
