using System;
using System.Buffers.Binary;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Fuzz;

/// <summary>Puts a datagram together, quickly and without any regard for what makes sense.</summary>
internal sealed class HostileWriter
{
    private readonly byte[] _bytes = new byte[8_192];

    public int Length { get; private set; }

    /// <summary>Where the commands begin.</summary>
    public int Start { get; private set; }

    public Span<byte> Bytes => _bytes.AsSpan(0, Length);

    public void Begin(int peerId, int session, ushort? sentTime, bool compressed, int checksumBytes)
    {
        Length = 0;
        U16((ushort)((peerId & 0xFFF) | (session << 12) | (compressed ? 0x4000 : 0) | (sentTime is null ? 0 : 0x8000)));
        if (sentTime is { } time) U16(time);
        Length += checksumBytes;
        Start = Length;
    }

    public void Command(WireKind kind, byte flags, byte channel, ushort sequence)
    {
        _bytes[Length++] = (byte)((int)kind | flags);
        _bytes[Length++] = channel;
        U16(sequence);
    }

    public void U8(byte value) => _bytes[Length++] = value;

    public void U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(Length), value);
        Length += 2;
    }

    public void U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    public void ConnectId(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    public void Payload(int length, byte value)
    {
        _bytes.AsSpan(Length, length).Fill(value);
        Length += length;
    }

    public void Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Cut(int length) => Length = length;
}
