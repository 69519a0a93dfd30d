using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ManagedENet.Protocol.Tests;

/// <summary>The checksum and the range coder of the system's libenet, if there is one.</summary>
internal static class NativeCodecs
{
    private const string Library = "libenet.so.7";

    private static readonly IntPtr Coder = NativeLibrary.TryLoad(Library, out _) ? enet_range_coder_create() : IntPtr.Zero;

    public static void IgnoreWhenMissing()
    {
        if (Coder == IntPtr.Zero) Assert.Ignore($"{Library} is missing, so there is nothing to compare with: on Debian, apt-get install libenet7.");
    }

    /// <summary>The number of which <c>enet_crc32</c> puts the bytes on the wire.</summary>
    public static uint Crc32(byte[] bytes, int length)
    {
        uint wire = 0;
        WithBuffer(bytes, length, (in Buffer buffer) => wire = enet_crc32(buffer, 1));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(wire) : wire;
    }

    /// <summary>What native compresses these bytes to, however long it becomes.</summary>
    public static byte[] Compress(byte[] bytes)
    {
        byte[] packed = new byte[(bytes.Length * 2) + 16];
        nuint length = 0;
        WithBuffer(bytes, bytes.Length, (in Buffer buffer) =>
            length = enet_range_coder_compress(Coder, buffer, 1, (nuint)bytes.Length, ref packed[0], (nuint)packed.Length));
        return packed[..(int)length];
    }

    /// <summary>What native decompresses these bytes to, at most <paramref name="limit"/>; nothing when it refuses.</summary>
    public static byte[] Decompress(byte[] packed, int limit)
    {
        byte[] bytes = new byte[limit + 1];
        nuint length = enet_range_coder_decompress(Coder, ref packed[0], (nuint)packed.Length, ref bytes[0], (nuint)limit);
        return bytes[..(int)length];
    }

    private static void WithBuffer(byte[] bytes, int length, BufferUse use)
    {
        var pin = GCHandle.Alloc(bytes, GCHandleType.Pinned);
        try
        {
            use(new Buffer { Data = pin.AddrOfPinnedObject(), Length = (nuint)length });
        }
        finally
        {
            pin.Free();
        }
    }

    [DllImport(Library)]
    private static extern uint enet_crc32(in Buffer buffers, nuint count);

    [DllImport(Library)]
    private static extern IntPtr enet_range_coder_create();

    [DllImport(Library)]
    private static extern nuint enet_range_coder_compress(IntPtr coder, in Buffer buffers, nuint count, nuint inLimit, ref byte output, nuint outLimit);

    [DllImport(Library)]
    private static extern nuint enet_range_coder_decompress(IntPtr coder, ref byte input, nuint inLimit, ref byte output, nuint outLimit);

    private delegate void BufferUse(in Buffer buffer);

    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public IntPtr Data;
        public nuint Length;
    }
}
