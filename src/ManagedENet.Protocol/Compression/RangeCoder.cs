#pragma warning disable CS1591
using System;

namespace ManagedENet.Protocol.Compression;

public sealed class RangeCoder : IDatagramCompressor
{
    private readonly ContextModel _model = new();
    private readonly Interval[] _intervals = new Interval[3];

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty)
            return 0;
        RangeEncoder encoder = new(destination[..Math.Min(destination.Length, source.Length - 1)]);
        ContextModel model = _model;
        Interval[] intervals = _intervals;
        model.Reset();
        foreach (byte value in source)
        {
            int coded = model.TryCode(value, ref encoder) ? 0 : model.Code(value, ref intervals[0]);
            for (int index = 0; index < coded; index++)
            {
                ref Interval i = ref System.Runtime.CompilerServices.Unsafe.Add(ref intervals[0], index);
                encoder.Encode(i.Under, i.Count, i.Total);
            }
            if (encoder.HasOverflowed)
                return 0;
        }

        return encoder.Finish();
    }

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.IsEmpty)
            return 0;
        _model.Reset();
        return _model.Decode(new RangeDecoder(source), destination);
    }
}
