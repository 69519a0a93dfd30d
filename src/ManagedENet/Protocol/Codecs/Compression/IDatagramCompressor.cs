using System;

namespace ManagedENet;

/// <summary>
/// Compresses the commands of a datagram. Both ends must use the same one; nothing on the wire says which, and a mismatch looks like a dead peer.
/// Stands for <c>ENetCompressor</c>. An instance belongs to one host.
/// </summary>
public interface IDatagramCompressor
{
    /// <summary>
    /// Compresses <paramref name="source"/> into <paramref name="destination"/>, which is as long as the source.
    /// Returns the number of bytes written, or 0 when the result would not be shorter.
    /// </summary>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>
    /// Decompresses <paramref name="source"/> into <paramref name="destination"/>. The source is hostile: answer 0 for anything that is not valid or
    /// does not fit, and never throw. Returns the number of bytes written.
    /// </summary>
    int Decompress(ReadOnlySpan<byte> source, Span<byte> destination);
}
