using System;
using System.Buffers.Binary;
using System.Text;

namespace ManagedENet.Godot.Variants;

/// <summary>A growing row of bytes, little-endian. Kept and used again, it allocates nothing once it has grown.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Makes room for bytes that the caller writes.</summary>
    public Span<byte> Append(int count)
    {
        int needed = checked(Length + count);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, 2L * _bytes.Length), 0x7FFF_FFC7));
        Span<byte> room = _bytes.AsSpan(Length, count);
        Length = needed;
        return room;
    }

    /// <summary>Bytes written before, to be changed.</summary>
    public Span<byte> At(int start, int count) => _bytes.AsSpan(0, Length).Slice(start, count);

    public void WriteByte(byte value) => Append(1)[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Append(sizeof(ushort)), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Append(sizeof(uint)), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Append(sizeof(int)), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Append(sizeof(long)), value);

    public void WriteSingle(float value) => WriteInt32(BitConverter.SingleToInt32Bits(value));

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    /// <summary>Text as UTF-8, without an end mark; answers its length in bytes.</summary>
    public int WriteText(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Append(length));
        return length;
    }

    /// <summary>Text as UTF-8 with a zero behind it.</summary>
    public void WriteCString(string text)
    {
        WriteText(text);
        WriteByte(0);
    }

    /// <summary>Zeros up to a multiple of four bytes since a start.</summary>
    public void Pad(int length)
    {
        int missing = -length & 3;
        Append(missing).Clear();
    }
}
