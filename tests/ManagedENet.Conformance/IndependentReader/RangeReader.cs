using System;
using System.Collections.Generic;

namespace ManagedENet.Conformance.IndependentReader;

/// <summary>
/// Reads what ENet's range coder wrote: an adaptive model of order two behind a carry-less range coder. The stream has no length and no end mark except an
/// escape in the shortest context; bytes past its end read as zero.
/// </summary>
internal sealed class RangeReader
{
    private const uint Top = 1u << 24;
    private const uint Bottom = 1u << 16;
    private const int RootIncrement = 3;
    private const int Increment = 2;
    private const int EscapeIncrement = 5;
    private const int Order = 2;
    private const int Contexts = 4096;
    private const int LargestTotal = (1 << 16) - 0x100;

    private readonly byte[] _source;
    private int _position;
    private uint _low;
    private uint _code;
    private uint _range = 0xFFFF_FFFF;

    private RangeContext _root = NewRoot();
    private RangeContext _current;
    private int _depth;
    private int _used = 1;

    private RangeReader(byte[] source)
    {
        _source = source;
        _current = _root;
        for (int i = 0; i < 4; i++) _code = (_code << 8) | NextByte();
    }

    /// <summary>The decompressed bytes, or null when there are more than <paramref name="limit"/> or the stream is no such stream.</summary>
    public static byte[]? Read(ReadOnlySpan<byte> source, int limit)
    {
        var reader = new RangeReader(source.ToArray());
        var output = new List<byte>();
        while (reader.TryReadByte(out byte value, out bool ended))
        {
            if (ended) return output.ToArray();
            if (output.Count == limit) return null;
            output.Add(value);
        }

        return null;
    }

    private static RangeContext NewRoot() => new() { Escapes = 1, Total = 257 };

    private bool TryReadByte(out byte value, out bool ended)
    {
        value = 0;
        ended = false;
        var skipped = new List<RangeContext>();
        RangeContext context = _current;
        for (; context != _root; context = context.Shorter ?? _root)
        {
            if (context.Escapes > 0)
            {
                uint point = Measure(context.Total);
                if (point >= context.Escapes) return TryFind(context, point, 0, Increment, skipped, out value);
                Narrow(0, context.Escapes);
            }

            skipped.Add(context);
        }

        uint rootPoint = Measure(_root.Total);
        if (rootPoint < _root.Escapes)
        {
            ended = true;
            return true;
        }

        return TryFind(_root, rootPoint, 1, RootIncrement, skipped, out value);
    }

    private bool TryFind(RangeContext context, uint point, int floor, int increment, List<RangeContext> skipped, out byte value)
    {
        value = 0;
        int found = context.Find((int)Math.Min(point, int.MaxValue) - context.Escapes, floor, out int under, out int weight);
        if (found < 0) return false;
        Narrow(context.Escapes + under, weight);
        value = (byte)found;
        RangeContext follower = context.Add(value, increment, out int before, out int created);
        _used += created;
        context.Total += increment;
        if (before + floor > 0xFF - (2 * increment) + floor || context.Total > LargestTotal) context.Halve(floor);
        Learn(value, follower, skipped);
        return true;
    }

    // The longer contexts in which the byte was not known learn it too, and link to one another from the longest to the one that knew it.
    private void Learn(byte value, RangeContext known, List<RangeContext> skipped)
    {
        RangeContext? first = null;
        RangeContext? last = null;
        foreach (RangeContext context in skipped)
        {
            RangeContext follower = context.Add(value, Increment, out int before, out int created);
            _used += created;
            if (last is null) first = follower;
            else last.Shorter = follower;
            last = follower;
            if (before <= 0)
            {
                context.Escapes += EscapeIncrement;
                context.Total += EscapeIncrement;
            }

            context.Total += Increment;
            if (before > 0xFF - (2 * Increment) || context.Total > LargestTotal) context.Halve(0);
        }

        if (last is null) first = known;
        else last.Shorter = known;

        if (_depth >= Order)
        {
            _current = first!.Shorter ?? _root;
        }
        else
        {
            _current = first!;
            _depth++;
        }

        if (_used < Contexts - Order) return;
        _root = NewRoot();
        _current = _root;
        _depth = 0;
        _used = 1;
    }

    private uint Measure(int total)
    {
        _range /= (uint)total;
        return (_code - _low) / _range;
    }

    private void Narrow(int under, int weight)
    {
        _low += (uint)under * _range;
        _range *= (uint)weight;
        while (true)
        {
            if ((_low ^ (_low + _range)) >= Top)
            {
                if (_range >= Bottom) return;
                _range = (0 - _low) & (Bottom - 1);
            }

            _code = (_code << 8) | NextByte();
            _range <<= 8;
            _low <<= 8;
        }
    }

    private byte NextByte() => _position < _source.Length ? _source[_position++] : (byte)0;
}
