using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace FileCopy;

/// <summary>
/// What both ends agree on. The sender: name, length. The receiver: a text, empty to go on, or why not. The sender: the bytes, and their SHA-256. The receiver: a text, empty when the file is there, or why not. A text is its
/// length in two bytes and UTF-8; all numbers begin with the highest byte.
/// </summary>
internal static class CopyWire
{
    public const int BufferBytes = 64 * 1024;

    public static async Task WriteHeaderAsync(Stream stream, string name, long length, CancellationToken token)
    {
        await WriteTextAsync(stream, name, token);
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        await stream.WriteAsync(bytes, token);
    }

    public static async Task<(string Name, long Length)> ReadHeaderAsync(Stream stream)
    {
        string name = await ReadTextAsync(stream, CancellationToken.None);
        byte[] bytes = new byte[sizeof(long)];
        await stream.ReadExactlyAsync(bytes);
        return (name, BinaryPrimitives.ReadInt64BigEndian(bytes));
    }

    public static async Task WriteTextAsync(Stream stream, string text, CancellationToken token)
    {
        byte[] bytes = new byte[sizeof(ushort) + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)Encoding.UTF8.GetBytes(text, bytes.AsSpan(sizeof(ushort)))));
        await stream.WriteAsync(bytes, token);
    }

    public static async Task<string> ReadTextAsync(Stream stream, CancellationToken token)
    {
        byte[] length = new byte[sizeof(ushort)];
        await stream.ReadExactlyAsync(length, token);
        byte[] bytes = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(bytes, token);
        return Encoding.UTF8.GetString(bytes);
    }
}
