using System;
using System.Linq;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Protocol.Tests.Codecs;

/// <summary>The range coder beside the one that was written from the specification.</summary>
[TestFixture]
internal sealed class RangeCoderSpecificationTests
{
    private readonly RangeCoder _coder = new();

    [Test]
    [Property("Requirement", "RNG-002, RNG-003, RNG-004, RNG-005, RNG-006, RNG-009, RNG-010, RNG-011, RNG-012, RNG-013, RNG-014, RNG-016, RNG-017, RNG-020")]
    public void Inputs_of_every_shape_become_what_the_specification_says()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            byte[] bytes = CodecInputs.Create(seed);
            AssertSame(bytes, new PlainRangeCoder().Compress(bytes), $"input {seed}");
        }
    }

    [Test]
    [Property("Requirement", "RNG-019")]
    public void A_model_that_is_full_is_forgotten_as_the_specification_says()
    {
        // Noise fills it fastest; the text behind it makes the whole short enough to be written to its end.
        byte[] bytes = [.. CodecInputs.Noise(new Random(5), 6000), .. Enumerable.Repeat("and so on, ", 900).SelectMany(text => text.Select(c => (byte)c))];
        var plain = new PlainRangeCoder();
        byte[] packed = plain.Compress(bytes);

        Assert.That(plain.Resets, Is.GreaterThanOrEqualTo(2));
        AssertSame(bytes, packed, "noise and text");
    }

    [Test]
    [Property("Requirement", "RNG-020")]
    public void Contexts_of_every_order_halve_as_the_specification_says()
    {
        foreach (byte[] bytes in new[] { CodecInputs.StrangerEverywhere(), new byte[5000], CodecInputs.CrowdedPair() })
        {
            byte[] whole = [.. bytes, .. new byte[1000]];
            var plain = new PlainRangeCoder();
            byte[] packed = plain.Compress(whole);

            Assert.That(plain.Halvings, Is.Positive);
            AssertSame(whole, packed, $"{bytes.Length} bytes");
        }
    }

    [Test]
    [Property("Requirement", "RNG-007, RNG-008, RNG-015, RNG-018, RNG-021, RNG-022, RNG-025")]
    public void Whatever_bytes_are_given_decode_to_what_the_specification_says()
    {
        var blocks = new HostileBlocks(seed: 6);
        byte[] room = new byte[600];
        int accepted = 0;
        for (int turn = 0; turn < 2000; turn++)
        {
            byte[] block = blocks.Next().ToArray();
            byte[] expected = new PlainRangeCoder().Decompress(block, room.Length);
            int length = _coder.Decompress(block, room);
            Assert.That(room.AsSpan(0, length).SequenceEqual(expected), Is.True, Convert.ToHexString(block));
            if (length > 0) accepted++;
        }

        Assert.That(accepted, Is.InRange(100, 1900), "some are accepted and some refused, or the test shows little");
    }

    private void AssertSame(byte[] bytes, byte[] expected, string what)
    {
        byte[] packed = new byte[bytes.Length];
        int length = _coder.Compress(bytes, packed);
        Assert.That(length, Is.EqualTo(expected.Length < bytes.Length ? expected.Length : 0), what);
        if (length > 0) Assert.That(packed.AsSpan(0, length).SequenceEqual(expected), Is.True, what);

        byte[] back = new byte[bytes.Length];
        Assert.That(_coder.Decompress(expected, back), Is.EqualTo(bytes.Length), what);
        Assert.That(back.AsSpan().SequenceEqual(bytes), Is.True, what);
    }
}
