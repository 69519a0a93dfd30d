using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using ManagedENet.Godot.Compression;

namespace ManagedENet.Godot.Tests.Compression;

/// <summary>What is particular to zlib and Zstandard.</summary>
public sealed class ZlibAndZstdTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 400).Select(i => (byte)(i % 13))];

    [Test]
    public void A_zlib_stream_begins_as_Godots_and_ends_with_its_check()
    {
        var stream = new byte[400];
        int length = new ZlibCompressor().Compress(Text, stream);
        Assert.That(Convert.ToHexStringLower(stream.AsSpan(0, 2)), Is.EqualTo("789c"));
        using var reader = new ZLibStream(new MemoryStream(stream, 0, length), System.IO.Compression.CompressionMode.Decompress);
        var restored = new byte[400];
        reader.ReadExactly(restored);
        Assert.That(restored, Is.EqualTo(Text));
    }

    [TestCase(CompressionLevel.NoCompression)]
    [TestCase(CompressionLevel.Fastest)]
    [TestCase(CompressionLevel.SmallestSize)]
    public void A_zlib_stream_of_any_level_is_read(CompressionLevel level)
    {
        byte[] stream = Deflate(Text, level);
        var room = new byte[4096];
        Assert.That(new ZlibCompressor().Decompress(stream, room), Is.EqualTo(400));
        Assert.That(room.AsSpan(0, 400).ToArray(), Is.EqualTo(Text));
    }

    [Test]
    public void A_zlib_stream_with_another_check_is_refused()
    {
        byte[] stream = Deflate(Text, CompressionLevel.Optimal);
        stream[^1] ^= 1;
        Assert.That(new ZlibCompressor().Decompress(stream, new byte[4096]), Is.Zero);
    }

    [Test]
    public void A_zlib_stream_cut_short_is_refused_at_every_length()
    {
        byte[] stream = Deflate(Text, CompressionLevel.Optimal);
        for (int length = 0; length < stream.Length; length++) Assert.That(new ZlibCompressor().Decompress(stream.AsSpan(0, length), new byte[4096]), Is.Zero, $"{length} bytes");
    }

    [TestCase("799c", TestName = "Another method")]
    [TestCase("789d", TestName = "A wrong sum of the header")]
    [TestCase("78bb", TestName = "A preset dictionary")]
    [TestCase("881c", TestName = "A window beyond 32 KiB")]
    public void A_zlib_stream_with_another_header_is_refused(string header)
    {
        byte[] stream = Deflate(Text, CompressionLevel.Optimal);
        Convert.FromHexString(header).CopyTo(stream, 0);
        Assert.That(new ZlibCompressor().Decompress(stream, new byte[4096]), Is.Zero);
    }

    [Test]
    public void A_zlib_bomb_is_refused()
    {
        byte[] bomb = Deflate(new byte[1_000_000], CompressionLevel.SmallestSize);
        Assert.That(bomb, Has.Length.LessThan(4096));
        Assert.That(new ZlibCompressor().Decompress(bomb, new byte[4096]), Is.Zero);
    }

    [Test]
    public void A_zstd_frame_begins_with_its_number()
    {
        using var compressor = new ZstdCompressor();
        var frame = new byte[400];
        Assert.That(compressor.Compress(Text, frame), Is.Positive);
        Assert.That(Convert.ToHexStringLower(frame.AsSpan(0, 4)), Is.EqualTo("28b52ffd"));
    }

    [Test]
    public void A_zstd_bomb_is_refused()
    {
        using var bomber = new ZstdSharp.Compressor();
        using var compressor = new ZstdCompressor();
        byte[] bomb = bomber.Wrap(new byte[10_000_000]).ToArray();
        Assert.That(bomb, Has.Length.LessThan(4096));
        Assert.That(compressor.Decompress(bomb, new byte[4096]), Is.Zero);
    }

    private static byte[] Deflate(byte[] source, CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var writer = new ZLibStream(stream, level, leaveOpen: true)) writer.Write(source);
        return stream.ToArray();
    }
}
