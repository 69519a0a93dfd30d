using System;

namespace ManagedENet.Godot.Compression;

/// <summary>
/// FastLZ blocks of level 1, one for each datagram, as Godot's FASTLZ mode makes and takes them. Allocates nothing after its construction.
/// </summary>
/// <remarks>
/// <code>
/// literals      000LLLLL  then L + 1 bytes
/// short match   LLLooooo oooooooo            L + 2 bytes (3 to 8)   from o + 1 bytes back
/// long match    111ooooo LLLLLLLL oooooooo   L + 9 bytes (9 to 264) from o + 1 bytes back
/// </code>
/// The top three bits of the first byte are the level, and a block starts with literals: level 1 is 000. Godot pads what is shorter than 16 bytes with zeros
/// before it compresses, so the other side finds zeros behind the last command, where ENet stops reading.
/// </remarks>
public sealed class FastLzCompressor : IDatagramCompressor
{
    private const int ShortestInput = 16;
    private const int LongestInput = 65535;
    private const int LongestLiteralRun = 32;
    private const int ShortestMatch = 3;
    private const int LongestMatch = 264;
    private const int LongestShortMatch = 8;
    private const int LongestDistance = 8192;
    private const int HashBits = 12;

    // FastLZ itself never ends a block with a match; a decoder may count on the last bytes being literals.
    private const int LiteralTail = 2;

    private readonly ushort[] _lastSeen = new ushort[1 << HashBits];
    private readonly byte[] _padded = new byte[ShortestInput];

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty || source.Length > LongestInput) return 0;
        int limit = Math.Min(destination.Length, source.Length - 1);
        if (source.Length >= ShortestInput) return CompressBlock(source, destination.Slice(0, limit));
        _padded.AsSpan().Clear();
        source.CopyTo(_padded);
        return CompressBlock(_padded, destination.Slice(0, limit));
    }

    /// <inheritdoc/>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // Level 2, which is for blocks of 64 KiB and more, has 001 here; a match as the first instruction would have nothing to point at.
        if (source.IsEmpty || source[0] >= LongestLiteralRun) return 0;
        int read = 0;
        int written = 0;
        while (read < source.Length)
        {
            int control = source[read++];
            if (control < LongestLiteralRun)
            {
                int count = control + 1;
                if (count > source.Length - read || count > destination.Length - written) return 0;
                source.Slice(read, count).CopyTo(destination.Slice(written));
                read += count;
                written += count;
                continue;
            }

            int length = (control >> 5) + 2;
            if (length == LongestShortMatch + 1)
            {
                if (read == source.Length) return 0;
                length += source[read++];
            }

            if (read == source.Length) return 0;
            int distance = ((control & 31) << 8) + source[read++] + 1;
            if (distance > written || length > destination.Length - written) return 0;
            CopyMatch(destination, written, distance, length);
            written += length;
        }

        return written;
    }

    // Byte by byte where the two overlap: the bytes just written are part of the match.
    private static void CopyMatch(Span<byte> destination, int at, int distance, int length)
    {
        if (distance >= length)
        {
            destination.Slice(at - distance, length).CopyTo(destination.Slice(at));
            return;
        }

        for (int i = 0; i < length; i++) destination[at + i] = destination[at - distance + i];
    }

    // Greedy: at each position the last place where the same three bytes were seen, by a hash.
    private int CompressBlock(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Array.Clear(_lastSeen, 0, _lastSeen.Length);
        int matchEnd = source.Length - LiteralTail;
        int written = 0;
        int literalStart = 0;

        // Two literals come first, so that the first byte says level 1.
        int position = 2;
        while (position + ShortestMatch <= matchEnd)
        {
            int hash = HashAt(source, position);
            int candidate = _lastSeen[hash];
            _lastSeen[hash] = (ushort)position;
            int length = position - candidate <= LongestDistance ? MatchLength(source, candidate, position, matchEnd) : 0;
            if (length < ShortestMatch)
            {
                position++;
                continue;
            }

            if (!TryWriteLiterals(source.Slice(literalStart, position - literalStart), destination, ref written)) return 0;
            if (!TryWriteMatch(position - candidate - 1, length, destination, ref written)) return 0;
            position += length;
            literalStart = position;
        }

        return TryWriteLiterals(source.Slice(literalStart), destination, ref written) ? written : 0;
    }

    private static int HashAt(ReadOnlySpan<byte> source, int position)
    {
        uint three = (uint)(source[position] | (source[position + 1] << 8) | (source[position + 2] << 16));
        return (int)((three * 2654435769u) >> (32 - HashBits));
    }

    private static int MatchLength(ReadOnlySpan<byte> source, int candidate, int position, int end)
    {
        int most = Math.Min(LongestMatch, end - position);
        int length = 0;
        while (length < most && source[candidate + length] == source[position + length]) length++;
        return length;
    }

    private static bool TryWriteLiterals(ReadOnlySpan<byte> literals, Span<byte> destination, ref int written)
    {
        while (!literals.IsEmpty)
        {
            int count = Math.Min(LongestLiteralRun, literals.Length);
            if (count + 1 > destination.Length - written) return false;
            destination[written++] = (byte)(count - 1);
            literals.Slice(0, count).CopyTo(destination.Slice(written));
            written += count;
            literals = literals.Slice(count);
        }

        return true;
    }

    private static bool TryWriteMatch(int offset, int length, Span<byte> destination, ref int written)
    {
        bool isLong = length > LongestShortMatch;
        if ((isLong ? 3 : 2) > destination.Length - written) return false;
        int lengthBits = isLong ? 7 : length - 2;
        destination[written++] = (byte)((lengthBits << 5) | (offset >> 8));
        if (isLong) destination[written++] = (byte)(length - LongestShortMatch - 1);
        destination[written++] = (byte)offset;
        return true;
    }
}
