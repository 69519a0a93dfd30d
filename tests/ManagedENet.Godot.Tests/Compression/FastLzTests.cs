using System;
using System.Linq;
using ManagedENet.Godot.Compression;

namespace ManagedENet.Godot.Tests.Compression;

/// <summary>FastLZ blocks by hand.</summary>
public sealed class FastLzTests
{
    private readonly FastLzCompressor _compressor = new();

    [TestCase("02616263", "616263", TestName = "Three literals")]
    [TestCase("02616263" + "2002", "616263" + "616263", TestName = "A short match of three")]
    [TestCase("0061" + "c000", "61" + "6161616161616161", TestName = "A short match of eight that overlaps itself")]
    [TestCase("0061" + "e00000", "61" + "616161616161616161", TestName = "A long match of nine")]
    [TestCase("016162" + "e00201" + "0063", "6162" + "6162616261626162616261" + "63", TestName = "A long match of eleven, then a literal")]
    public void A_block_is_read(string block, string expected)
    {
        var room = new byte[600];
        int length = _compressor.Decompress(Convert.FromHexString(block), room);
        Assert.That(Convert.ToHexStringLower(room.AsSpan(0, length)), Is.EqualTo(expected));
    }

    [TestCase("", TestName = "Nothing")]
    [TestCase("20", TestName = "A match first")]
    [TestCase("2061", TestName = "Level 2")]
    [TestCase("0261", TestName = "Fewer literals than announced")]
    [TestCase("006120", TestName = "A match without its distance")]
    [TestCase("0061e0", TestName = "A long match without its length")]
    [TestCase("0061e000", TestName = "A long match without its distance")]
    [TestCase("00612001", TestName = "A match from before the start")]
    [TestCase("0061ffffff", TestName = "A long match from before the start")]
    public void A_block_that_contradicts_itself_is_refused(string block) =>
        Assert.That(_compressor.Decompress(Convert.FromHexString(block), new byte[600]), Is.Zero);

    [Test]
    public void Twenty_equal_bytes_become_nine()
    {
        byte[] source = [.. Enumerable.Repeat((byte)'a', 20)];
        var block = new byte[20];
        int length = _compressor.Compress(source, block);
        Assert.That(Convert.ToHexStringLower(block.AsSpan(0, length)), Is.EqualTo("016161" + "e00701" + "016161"));
    }

    [Test]
    public void Short_input_is_padded_with_zeros_as_Godot_does()
    {
        var block = new byte[15];
        int length = _compressor.Compress(new byte[15], block);
        Assert.That(length, Is.InRange(1, 14));
        var room = new byte[64];
        Assert.That(_compressor.Decompress(block.AsSpan(0, length), room), Is.EqualTo(16));
        Assert.That(_compressor.Compress([1, 0, 5, 3, 0, 9, 8, 7], new byte[8]), Is.Zero, "an acknowledgement stays as it is");
    }
}
