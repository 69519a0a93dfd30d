using System.Runtime.InteropServices;

namespace ManagedENet.Benchmarks;

/// <summary>The functions of native ENet that have a counterpart here. The way into them costs some nanoseconds, which are on native's account.</summary>
internal static unsafe partial class NativeENet
{
    /// <summary>Benchmarks of this category are left out where the library is missing.</summary>
    public const string Category = "native";

    private const string Library = "libenet.so.7";

    /// <summary>True when the system has the library.</summary>
    public static bool IsPresent { get; } = NativeLibrary.TryLoad(Library, out _);

    [LibraryImport(Library, EntryPoint = "enet_packet_create")]
    public static partial nint CreatePacket(byte* data, nuint length, uint flags);

    [LibraryImport(Library, EntryPoint = "enet_packet_destroy")]
    public static partial void DestroyPacket(nint packet);

    [LibraryImport(Library, EntryPoint = "enet_crc32")]
    public static partial uint Crc32(NativeBuffer* buffers, nuint count);

    [LibraryImport(Library, EntryPoint = "enet_range_coder_create")]
    public static partial nint CreateRangeCoder();

    [LibraryImport(Library, EntryPoint = "enet_range_coder_compress")]
    public static partial nuint Compress(nint coder, NativeBuffer* buffers, nuint count, nuint inLimit, byte* output, nuint outLimit);

    [LibraryImport(Library, EntryPoint = "enet_range_coder_decompress")]
    public static partial nuint Decompress(nint coder, byte* input, nuint inLimit, byte* output, nuint outLimit);
}
