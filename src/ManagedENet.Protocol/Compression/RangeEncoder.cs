using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Compression;

/// <summary>The arithmetic half of the range coder: narrows an interval symbol by symbol and writes the bytes that are settled.</summary>
internal ref struct RangeEncoder
{
    private readonly Span<byte> _destination;
    private uint _low;
    private uint _range;
    private int _written;

    public RangeEncoder(Span<byte> destination)
    {
        _destination = destination;
        _low = 0;
        _range = RangeArithmetic.WholeRange;
        _written = 0;
    }

    /// <summary>The bytes so far would not have fitted: they are only counted.</summary>
    public readonly bool HasOverflowed => _written > _destination.Length;

    // Requirement: RNG-003
    /// <summary>Narrows the interval to the part [under, under + count) of total.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(uint under, uint count, uint total)
    {
        _range /= total;
        _low += under * _range;
        _range *= count;

        // Requirement: RNG-004
        Write(RangeArithmetic.SettledBits(_low, _range));
        if (_range < RangeArithmetic.SmallestRange)
            this = Widen(this);
    }

    // Requirement: RNG-006
    /// <summary>Writes what is left of the interval's lower end, without its trailing zeros. Returns all bytes written, or 0 when they did not fit.</summary>
    public int Finish()
    {
        while (_low != 0)
            Write(8);

        return HasOverflowed ? 0 : _written;
    }

    // Rare. Takes and gives copies, so that the hot loop can keep the original in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RangeEncoder Widen(RangeEncoder encoder)
    {
        do
        {
            encoder._range = RangeArithmetic.RangeToNextBorder(encoder._low);
            encoder.Write(8);
            encoder.Write(RangeArithmetic.SettledBits(encoder._low, encoder._range));
        }
        while (encoder._range < RangeArithmetic.SmallestRange);

        return encoder;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int bits)
    {
        // Four bytes at once, of which the last ones are written over next time: no branch on a number that nobody can foresee.
        if (_written <= _destination.Length - sizeof(uint))
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(_destination), _written), BinaryPrimitives.ReverseEndianness(_low));
        else
            WriteNearTheEnd(_destination, _written, _low, bits);

        _written += bits >> 3;
        _low <<= bits;
        _range <<= bits;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteNearTheEnd(Span<byte> destination, int written, uint low, int bits)
    {
        for (; bits > 0 && written < destination.Length; bits -= 8)
        {
            destination[written++] = (byte)(low >> 24);
            low <<= 8;
        }
    }
}
