using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Compression;

namespace ManagedENet.Godot.Tests.Compression;

/// <summary>What holds for every compressor: what goes in comes out, and nothing that a stranger sends does any harm.</summary>
[TestFixture(GodotCompression.RangeCoder)]
[TestFixture(GodotCompression.FastLz)]
[TestFixture(GodotCompression.Zlib)]
[TestFixture(GodotCompression.Zstd)]
public sealed class CompressorTests(GodotCompression mode)
{
    private const int LongestDatagram = 4096;

    private readonly IDatagramCompressor _compressor = DatagramCompressors.Create(mode)!;

    [TestCaseSource(nameof(Samples))]
    public void What_was_compressed_comes_back(byte[] source)
    {
        var compressed = new byte[source.Length];
        int length = _compressor.Compress(source, compressed);
        Assert.That(length, Is.Zero.Or.LessThan(source.Length));
        if (length == 0) return;
        var restored = new byte[LongestDatagram];
        int restoredLength = _compressor.Decompress(compressed.AsSpan(0, length), restored);
        Assert.That(restored.AsSpan(0, restoredLength).Slice(0, source.Length).ToArray(), Is.EqualTo(source));
        bool isPadded = mode == GodotCompression.FastLz && source.Length < 16;
        Assert.That(restoredLength, Is.EqualTo(isPadded ? 16 : source.Length));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Any_bytes_come_back(byte[] start, int repetitions)
    {
        byte[] source = Repeat(start, repetitions);
        var compressed = new byte[source.Length];
        int length = _compressor.Compress(source, compressed);
        if (length == 0) return true;
        var restored = new byte[LongestDatagram];
        int restoredLength = _compressor.Decompress(compressed.AsSpan(0, length), restored);
        return length < source.Length && restoredLength >= source.Length && restored.AsSpan(0, source.Length).SequenceEqual(source);
    }

    [Test]
    public void Each_host_of_the_same_options_gets_one_of_its_own()
    {
        Func<IDatagramCompressor> make = DatagramCompressors.FactoryOf(mode)!;
        IDatagramCompressor first = make();
        Assert.That(first, Is.TypeOf(_compressor.GetType()));
        Assert.That(ReferenceEquals(make(), first), Is.False);
        Assert.That(DatagramCompressors.FactoryOf(mode) == make, Is.True, "options with the same mode are equal");
    }

    [Test]
    public void Typical_datagrams_get_shorter()
    {
        byte[] source = Samples().OrderByDescending(sample => sample.Length).First();
        Assert.That(_compressor.Compress(source, new byte[source.Length]), Is.InRange(1, source.Length / 2));
    }

    [Test]
    public void Noise_is_left_alone()
    {
        var noise = new byte[1000];
        new Random(5).NextBytes(noise);
        Assert.That(_compressor.Compress(noise, new byte[1000]), Is.Zero);
    }

    [Test]
    public void Any_bytes_can_be_offered_for_decompression()
    {
        var random = new Random(6);
        var room = new byte[LongestDatagram];
        byte[] valid = Compressed(out _);
        for (int i = 0; i < 5000; i++)
        {
            byte[] hostile = i % 2 == 0 ? new byte[random.Next(1400)] : (byte[])valid.Clone();
            if (i % 2 == 0) random.NextBytes(hostile);
            else for (int k = random.Next(1, 4); k > 0; k--) hostile[random.Next(hostile.Length)] = (byte)random.Next(256);
            Assert.That(_compressor.Decompress(hostile, room), Is.InRange(0, LongestDatagram));
        }
    }

    [Test]
    public void A_truncated_stream_never_reads_beyond_its_end()
    {
        byte[] valid = Compressed(out byte[] source);
        for (int length = 0; length < valid.Length; length++)
        {
            Assert.That(_compressor.Decompress(valid.AsSpan(0, length), new byte[LongestDatagram]), Is.InRange(0, source.Length), $"{length} bytes");
        }
    }

    [Test]
    public void What_does_not_fit_is_refused()
    {
        byte[] valid = Compressed(out byte[] source);
        Assert.That(_compressor.Decompress(valid, new byte[source.Length]), Is.EqualTo(source.Length));
        Assert.That(_compressor.Decompress(valid, new byte[source.Length - 1]), Is.Zero);
        Assert.That(_compressor.Decompress(valid, []), Is.Zero);
    }

    [Test]
    public void Nothing_is_written_beyond_the_room_for_it()
    {
        foreach (byte[] source in Samples().Where(sample => sample.Length > 0))
        {
            for (int room = 0; room < source.Length; room += 7) Assert.That(_compressor.Compress(source, new byte[room]), Is.LessThanOrEqualTo(room));
        }
    }

    private static IEnumerable<byte[]> Samples()
    {
        yield return [];
        yield return [7];
        yield return new byte[10];
        yield return new byte[15];
        yield return new byte[16];
        yield return [.. Enumerable.Repeat((byte)'a', 300)];
        yield return [.. Enumerable.Range(0, 200).Select(i => (byte)(i / 3))];
        yield return [.. Enumerable.Range(0, 1392).Select(i => (byte)(i % 48 < 40 ? i % 48 : i * 7))];
        yield return [.. Enumerable.Range(0, 4000).Select(i => (byte)(i % 100))];
    }

    private static byte[] Repeat(byte[] start, int repetitions)
    {
        int count = 1 + (int)((uint)repetitions % 20);
        return [.. Enumerable.Repeat(start ?? [], count).SelectMany(part => part).Take(1400)];
    }

    private byte[] Compressed(out byte[] source)
    {
        source = Samples().Last();
        var compressed = new byte[source.Length];
        int length = _compressor.Compress(source, compressed);
        Assert.That(length, Is.Positive);
        return compressed.AsSpan(0, length).ToArray();
    }
}
