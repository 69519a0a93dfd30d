using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>The arithmetic of decoding: follows the encoder's interval, and knows how far above its lower end the coded number lies.</summary>
internal ref struct RangeDecoder
{
    private readonly ReadOnlySpan<byte> _source;
    private uint _low;
    private uint _range;
    private uint _offset;
    private int _position;

    // Requirement: RNG-007
    public RangeDecoder(ReadOnlySpan<byte> source)
    {
        _source = source;
        _low = 0;
        _range = RangeArithmetic.WholeRange;
        _position = 0;
        _offset = PeekWord();
        _position = sizeof(uint);
    }

    // Requirement: RNG-008
    /// <summary>Divides the interval into <paramref name="total"/> units. Comes before every question and every <see cref="Take"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Divide(uint total) => _range /= total;

    /// <summary>Whether the coded number lies in the first <paramref name="units"/> units. A multiplication answers sooner than a division.</summary>
    public readonly bool IsBelow(uint units) => _offset < units * _range;

    /// <summary>The unit in which the coded number lies.</summary>
    public readonly uint Part => _offset / _range;

    /// <summary>Narrows the interval to the units [under, under + count), as the encoder did.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(uint under, uint count)
    {
        uint step = under * _range;
        _low += step;
        _offset -= step;
        _range *= count;
        Read(RangeArithmetic.SettledBits(_low, _range));
        if (_range < RangeArithmetic.SmallestRange)
            this = Widen(this);
    }

    // Rare. It takes and gives copies, for what a method is called on must live in memory, and the loop wants it in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RangeDecoder Widen(RangeDecoder decoder)
    {
        do
        {
            decoder._range = RangeArithmetic.RangeToNextBorder(decoder._low);
            decoder.Read(8);
            decoder.Read(RangeArithmetic.SettledBits(decoder._low, decoder._range));
        }
        while (decoder._range < RangeArithmetic.SmallestRange);

        return decoder;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Read(int bits)
    {
        // By way of 64 bits, because a shift of 32 by 32 would be a shift by nothing.
        _offset = (_offset << bits) | (uint)((ulong)PeekWord() << bits >> 32);
        _position += bits >> 3;
        _low <<= bits;
        _range <<= bits;
    }

    // The next four bytes, without moving on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint PeekWord() =>
        _position <= _source.Length - sizeof(uint)
            ? RangeArithmetic.BigEndian(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_source), _position)))
            : PeekNearTheEnd(_source, _position);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint PeekNearTheEnd(ReadOnlySpan<byte> source, int position)
    {
        uint word = 0;
        for (int index = position; index < position + sizeof(uint); index++)
            word = (word << 8) | (index < source.Length ? source[index] : 0u);

        return word;
    }
}
