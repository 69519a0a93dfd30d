using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>
/// ENet's own compression, byte for byte what <c>enet_host_compress_with_range_coder</c> puts on the wire: an adaptive range coder of order 2, made for
/// data of a few dozen to a few thousand bytes. It allocates when it is created (about 150 KiB) and never again. Each call starts from nothing, so a
/// lost datagram harms no other. An instance belongs to one host and one thread at a time.
/// </summary>
/// <example>
/// <code>
/// RangeCoder coder = new();
/// int length = coder.Compress(commands, scratch);    // 0: send them as they are
/// </code>
/// </example>
internal sealed class RangeCoder : IDatagramCompressor
{
    // Requirement: RNG-026
    private readonly ContextModel _model = new();
    private readonly Interval[] _intervals = new Interval[ContextModel.IntervalsPerByte];

    /// <inheritdoc/>
    [MethodImpl(CompilerHints.DatagramLoop)]
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // Requirement: RNG-023
        if (source.IsEmpty)
            return 0;

        // Requirement: RNG-024
        // What is not shorter is not wanted, so there is no need to write it to its end.
        RangeEncoder encoder = new(destination[..Math.Min(destination.Length, source.Length - 1)]);
        ContextModel model = _model;
        ref Interval intervals = ref _intervals[0];
        model.Reset();
        foreach (byte value in source)
        {
            if (!model.TryCode(value, ref encoder))
            {
                int count = model.CodeFurther(value, ref intervals);
                for (int index = 0; index < count; index++)
                {
                    ref Interval interval = ref Unsafe.Add(ref intervals, index);
                    encoder.Encode(interval.Under, interval.Count, interval.Total);
                }
            }

            if (encoder.HasOverflowed)
                return 0;
        }

        return encoder.Finish();
    }

    /// <inheritdoc/>
    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // Requirement: RNG-023
        if (source.IsEmpty)
            return 0;

        _model.Reset();
        return _model.Decode(new RangeDecoder(source), destination);
    }
}
