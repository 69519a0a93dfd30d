using System;
using ZstdSharp;

namespace ManagedENet.Godot.Compression;

/// <summary>A Zstandard frame for each datagram, as Godot's ZSTD mode makes and takes them, through the managed library ZstdSharp.</summary>
public sealed class ZstdCompressor : IDatagramCompressor, IDisposable
{
    // Godot's project setting for it.
    private const int DefaultLevel = 3;

    private readonly Compressor _compressor = new(DefaultLevel);
    private readonly Decompressor _decompressor = new();

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int room = Math.Min(destination.Length, source.Length - 1);
        if (room <= 0) return 0;
        return _compressor.TryWrap(source, destination.Slice(0, room), out int written) ? written : 0;
    }

    /// <inheritdoc/>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty) return 0;
        try
        {
            return _decompressor.TryUnwrap(source, destination, out int written) ? written : 0;
        }
        catch (ZstdException)
        {
            // The library has no other way to say that the bytes are not a frame.
            return 0;
        }
    }

    /// <summary>Gives the library's memory back at once, instead of with the next collection.</summary>
    public void Dispose()
    {
        _compressor.Dispose();
        _decompressor.Dispose();
    }
}
