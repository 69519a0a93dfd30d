using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>The arithmetic of coding: narrows the interval part by part and writes the bytes that are settled.</summary>
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

    /// <summary>There was not enough room. What did not fit is counted, not written.</summary>
    public readonly bool HasOverflowed => _written > _destination.Length;

    // Requirement: RNG-003
    /// <summary>Codes the part [under, under + count) of total.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(uint under, uint count, uint total)
    {
        _range /= total;
        _low += under * _range;
        _range *= count;
        Write(RangeArithmetic.SettledBits(_low, _range));
        if (_range < RangeArithmetic.SmallestRange)
            this = Widen(this);
    }

    // Requirement: RNG-006
    /// <summary>Writes what is left, without its trailing zeros. Returns the number of all bytes written, or 0 when there was not enough room.</summary>
    public int Finish()
    {
        while (_low != 0)
            Write(8);

        return HasOverflowed ? 0 : _written;
    }

    // Requirement: RNG-005
    // Rare. It takes and gives copies, for what a method is called on must live in memory, and the loop wants it in registers.
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
        // Always four bytes, of which the next call overwrites what is not settled yet: no branch on a number that nobody can foresee.
        if (_written <= _destination.Length - sizeof(uint))
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetReference(_destination), _written), RangeArithmetic.BigEndian(_low));
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
