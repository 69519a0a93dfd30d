using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// A compressor that is easy to see through: it puts a count in front of each run of equal bytes. It writes down with which lengths it was called.
/// </summary>
internal sealed class RunLengthCompressor : IDatagramCompressor
{
    public List<(int Source, int Destination)> Compressions { get; } = [];

    public List<(int Source, int Destination)> Decompressions { get; } = [];

    /// <summary>False: nothing is written down.</summary>
    public bool KeepsLengths { get; init; } = true;

    /// <summary>What to answer instead of the truth.</summary>
    public Func<int, int>? Claim { get; set; }

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (KeepsLengths) Compressions.Add((source.Length, destination.Length));
        int written = 0;
        for (int i = 0; i < source.Length;)
        {
            int run = 1;
            while (i + run < source.Length && run < 255 && source[i + run] == source[i]) run++;
            if (written + 2 > destination.Length) return 0;
            destination[written++] = (byte)run;
            destination[written++] = source[i];
            i += run;
        }

        return Claim?.Invoke(written) ?? written;
    }

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (KeepsLengths) Decompressions.Add((source.Length, destination.Length));
        if (source.Length % 2 != 0) return 0;
        int written = 0;
        for (int i = 0; i < source.Length; i += 2)
        {
            int run = source[i];
            if (written + run > destination.Length) return 0;
            destination.Slice(written, run).Fill(source[i + 1]);
            written += run;
        }

        return Claim?.Invoke(written) ?? written;
    }
}
