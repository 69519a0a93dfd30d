using System;
using ManagedENet.Protocol.Compression;

namespace ManagedENet.Godot.Compression;

/// <summary>The compressors behind Godot's modes, for use in any <see cref="ENetHostOptions.Compressor"/>.</summary>
public static class DatagramCompressors
{
    /// <summary>Makes the compressor of a mode. Stands for <c>ENetConnection.compress</c>; an instance serves one host.</summary>
    /// <param name="mode">The mode.</param>
    /// <returns>Null for <see cref="GodotCompression.None"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public static IDatagramCompressor? Create(GodotCompression mode) => mode switch
    {
        GodotCompression.None => null,
        GodotCompression.RangeCoder => new RangeCoder(),
        GodotCompression.FastLz => new FastLzCompressor(),
        GodotCompression.Zlib => new ZlibCompressor(),
        GodotCompression.Zstd => new ZstdCompressor(),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Pass None, RangeCoder, FastLz, Zlib or Zstd."),
    };
}
