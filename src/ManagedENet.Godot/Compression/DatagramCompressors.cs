using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace ManagedENet.Godot.Compression;

/// <summary>The compressors behind Godot's modes, for use in any <see cref="ENetHostOptions.Compressor"/>.</summary>
public static class DatagramCompressors
{
    /// <summary>What <see cref="ENetHostOptions.Compressor"/> takes for a mode: makes a compressor for each host. Stands for <c>ENetConnection.compress</c>.</summary>
    /// <param name="mode">The mode.</param>
    /// <returns>Null for <see cref="GodotCompression.None"/>. What it returns throws as <see cref="Create"/> does.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public static Func<IDatagramCompressor>? FactoryOf(GodotCompression mode) => mode switch
    {
        GodotCompression.None => null,
        GodotCompression.RangeCoder => ENetCompressors.RangeCoder,
        GodotCompression.FastLz => MakeFastLz,
        GodotCompression.Zlib => MakeZlib,
        GodotCompression.Zstd => MakeZstd,
        _ => throw NoSuchMode(mode),
    };

    /// <summary>Makes the compressor of a mode. Stands for <c>ENetConnection.compress</c>; an instance serves one host.</summary>
    /// <param name="mode">The mode.</param>
    /// <returns>Null for <see cref="GodotCompression.None"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    /// <exception cref="NotSupportedException">Zstd, and its library is not beside the program. The other modes are always there.</exception>
    public static IDatagramCompressor? Create(GodotCompression mode) => mode switch
    {
        GodotCompression.None => null,
        GodotCompression.RangeCoder => ENetCompressors.RangeCoder(),
        GodotCompression.FastLz => new FastLzCompressor(),
        GodotCompression.Zlib => new ZlibCompressor(),
        GodotCompression.Zstd => CreateZstd(),
        _ => throw NoSuchMode(mode),
    };

    // One delegate for each mode, so that options with the same mode are equal.
    private static readonly Func<IDatagramCompressor> MakeFastLz = static () => new FastLzCompressor();
    private static readonly Func<IDatagramCompressor> MakeZlib = static () => new ZlibCompressor();
    private static readonly Func<IDatagramCompressor> MakeZstd = static () => CreateZstd();

    private static ArgumentOutOfRangeException NoSuchMode(GodotCompression mode) => new(nameof(mode), mode, "Pass None, RangeCoder, FastLz, Zlib or Zstd.");

    // The runtime looks for the library when it first meets a method that uses it: here, where the mode is chosen, and not at the first packet.
    private static ZstdCompressor CreateZstd()
    {
        try
        {
            return LoadZstd();
        }
        catch (Exception failure) when (failure is IOException or BadImageFormatException or TypeLoadException or TypeInitializationException)
        {
            throw new NotSupportedException("The compression mode Zstd needs the library ZstdSharp.dll of the package ZstdSharp.Port beside the program; put it there, or use another mode.", failure);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ZstdCompressor LoadZstd() => new();
}
