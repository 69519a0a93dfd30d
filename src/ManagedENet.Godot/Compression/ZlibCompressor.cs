using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;

namespace ManagedENet.Godot.Compression;

/// <summary>
/// A zlib stream for each datagram, as Godot's ZLIB mode makes and takes them. The framework deflates; it takes memory for each datagram, which the collector gets back.
/// </summary>
/// <remarks>
/// The two bytes in front and the Adler-32 behind are ours, because a truncated stream is no error to the framework: without its check it would be taken for whole.
/// </remarks>
public sealed class ZlibCompressor : IDatagramCompressor
{
    private const int HeaderBytes = 2;
    private const int TrailerBytes = 4;

    // The longest datagram that ENet sends.
    private const int LongestDatagramBytes = 4096;

    // Deflate with a window of 32 KiB at the default level; what Godot writes as well.
    private const byte Method = 0x78;
    private const byte DefaultLevel = 0x9C;

    private readonly byte[] _source = new byte[LongestDatagramBytes];

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int room = Math.Min(destination.Length, source.Length - 1) - HeaderBytes - TrailerBytes;
        if (room <= 0) return 0;
        var deflated = new BoundedSink(room);
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(source);
        }

        if (deflated.HasOverflown) return 0;
        destination[0] = Method;
        destination[1] = DefaultLevel;
        deflated.Written.CopyTo(destination.Slice(HeaderBytes));
        int length = HeaderBytes + deflated.Written.Length;
        BinaryPrimitives.WriteUInt32BigEndian(destination.Slice(length), Adler32.Compute(source));
        return length + TrailerBytes;
    }

    /// <inheritdoc/>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length <= HeaderBytes + TrailerBytes || source.Length > _source.Length || !IsHeader(source[0], source[1])) return 0;
        source.CopyTo(_source);
        int written = Inflate(source.Length - HeaderBytes - TrailerBytes, destination);
        if (written <= 0) return 0;
        uint claimed = BinaryPrimitives.ReadUInt32BigEndian(source.Slice(source.Length - TrailerBytes));
        return Adler32.Compute(destination.Slice(0, written)) == claimed ? written : 0;
    }

    // Deflate, a window of at most 32 KiB, no preset dictionary, and a check over both bytes.
    private static bool IsHeader(byte method, byte flags) =>
        (method & 0x0F) == 8 && method >> 4 <= 7 && (flags & 0x20) == 0 && ((method << 8) | flags) % 31 == 0;

    private int Inflate(int length, Span<byte> destination)
    {
        using var compressed = new MemoryStream(_source, HeaderBytes, length, writable: false);
        using var inflate = new DeflateStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            int written = 0;
            while (written < destination.Length)
            {
                int read = inflate.Read(destination.Slice(written));
                if (read == 0) return written;
                written += read;
            }

            // Exactly as much as there is room for is fine; one byte more is not.
            return inflate.ReadByte() < 0 ? written : 0;
        }
        catch (InvalidDataException)
        {
            // The framework has no other way to say that the bytes are not a stream.
            return 0;
        }
    }
}
