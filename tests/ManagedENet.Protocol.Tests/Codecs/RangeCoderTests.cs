using System;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Shared;

namespace ManagedENet.Protocol.Tests.Codecs;

[TestFixture]
internal sealed class RangeCoderTests
{
    // The table of protocol-spec/range-coder.md. The last three are commands of recorded conversations: CONNECT, VERIFY_CONNECT, acknowledgements.
    private static readonly object[] KnownPairs =
    [
        new[] { "61", "619e619e" },
        new[] { "6161", "61fe7f46" },
        new[] { "616161", "62014ca3" },
        new[] { "61616161", "62021999" },
        new[] { "6161616161616161", "6202636d9d85" },
        new[] { "61626162", "6202cbdeef21" },
        new[] { "616263616263616263616263616263616263", "6202d12588b46a7e1d" },
        new[] { "00000000000000000000000000000000", "0103e73d17cf" },
        new[] { "ffffffffffffffffffffffffffffffff", "fffffed9bea7" },
        new[] { "000102030405060708090a0b0c0d0e0f", "0103f1068d929142466659664b8723d963ef" },
        new[] { "74686520656e64206f662074686520656e64206f662074686520656e64", "74f2d13deca4dcd98f2b68c721f4e58e73e5" },
        new[]
        {
            "82ff00010000ffff00000578000100000000000200000000000000000000138800000002000000024443434300000001",
            "837b88b1fdf1df576b999b36fcbb243e8a642656d33a629e6d70a26941f4",
        },
        new[]
        {
            "83ff000100000000000005780001000000000002000000000000000000001388000000020000000244434343",
            "847a89b0fdf41c0b82b9f8e21ba291effe79e6b5b31f5f6521",
        },
        new[]
        {
            "0102000b000b00050100000c000c00050101000c000c00050102000c000c00050100000d000d00050101000d000d00050102000d000d00050100000e000e0005",
            "0203e57db45c0347cbbb669616aecf06fd0f5beac5b544dac721ac76087b34",
        },
    ];

    private readonly RangeCoder _coder = new();

    [TestCaseSource(nameof(KnownPairs))]
    [Property("Requirement", "RNG-003, RNG-004, RNG-006, RNG-024")]
    public void Known_bytes_are_compressed_to_what_native_writes_when_that_is_shorter(string plain, string packed)
    {
        byte[] source = Convert.FromHexString(plain);
        byte[] destination = new byte[source.Length];

        int length = _coder.Compress(source, destination);

        string expected = packed.Length < plain.Length ? packed : string.Empty;
        Assert.That(Convert.ToHexStringLower(destination.AsSpan(0, length)), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(KnownPairs))]
    [Property("Requirement", "RNG-007, RNG-008, RNG-015")]
    public void What_native_writes_is_decompressed_to_the_known_bytes(string plain, string packed)
    {
        byte[] destination = new byte[4096];

        int length = _coder.Decompress(Convert.FromHexString(packed), destination);

        Assert.That(Convert.ToHexStringLower(destination.AsSpan(0, length)), Is.EqualTo(plain));
    }

    [Test]
    [Property("Requirement", "RNG-023")]
    public void Nothing_gives_nothing_in_both_directions()
    {
        Assert.That(_coder.Compress([], []), Is.Zero);
        Assert.That(_coder.Compress([], new byte[10]), Is.Zero);
        Assert.That(_coder.Compress(new byte[100], []), Is.Zero);
        Assert.That(_coder.Decompress([], new byte[10]), Is.Zero);
        Assert.That(_coder.Decompress(new byte[10], []), Is.Zero);
    }

    [Test]
    [Property("Requirement", "RNG-024")]
    public void What_does_not_become_shorter_or_does_not_fit_is_not_compressed_and_nothing_is_written_behind_the_room()
    {
        byte[] text = CodecInputs.Create(2 + (12 * 40));
        byte[] destination = new byte[text.Length + 8];
        int needed = _coder.Compress(text, destination.AsSpan(0, text.Length));
        Assert.That(needed, Is.InRange(1, text.Length - 1));
        for (int room = 0; room < needed + 8; room++)
        {
            Array.Fill(destination, (byte)0xAA);
            int length = _coder.Compress(text, destination.AsSpan(0, room));
            Assert.That(length, Is.EqualTo(room < needed ? 0 : needed), $"{room} bytes of room");
            Assert.That(destination.Skip(room), Is.All.EqualTo(0xAA));
        }

        byte[] noise = CodecInputs.Noise(new Random(3), 1200);
        Assert.That(_coder.Compress(noise, new byte[1200]), Is.Zero);
    }

    [Test]
    [Property("Requirement", "RNG-022")]
    public void A_block_of_more_bytes_than_there_is_room_for_gives_nothing_and_writes_nothing_behind_the_room()
    {
        byte[] text = CodecInputs.Create(2 + (12 * 41));
        byte[] packed = new byte[text.Length];
        int packedLength = _coder.Compress(text, packed);
        byte[] destination = new byte[text.Length + 8];
        for (int room = 0; room <= text.Length; room++)
        {
            Array.Fill(destination, (byte)0xAA);
            int length = _coder.Decompress(packed.AsSpan(0, packedLength), destination.AsSpan(0, room));
            Assert.That(length, Is.EqualTo(room < text.Length ? 0 : text.Length), $"{room} bytes of room");
            Assert.That(destination.AsSpan(room).IndexOfAnyExcept((byte)0xAA), Is.EqualTo(-1), $"{room} bytes of room");
        }
    }

    [Test]
    [Property("Requirement", "RNG-001")]
    public void A_call_remembers_nothing_of_the_ones_before()
    {
        byte[] bytes = CodecInputs.Create(3);
        byte[] fresh = new byte[bytes.Length];
        byte[] used = new byte[bytes.Length];
        int freshLength = new RangeCoder().Compress(bytes, fresh);

        for (int seed = 0; seed < 50; seed++)
        {
            byte[] other = CodecInputs.Create(seed);
            _coder.Compress(other, new byte[other.Length]);
            _coder.Decompress(other, new byte[300]);
            int length = _coder.Compress(bytes, used);
            Assert.That(used.AsSpan(0, length).SequenceEqual(fresh.AsSpan(0, freshLength)), Is.True, $"after input {seed}");
        }
    }

    [Test]
    [Property("Requirement", "RNG-025")]
    public void What_stands_behind_the_end_is_not_read_once_the_end_is_certain()
    {
        // The end is found where the zeros that the encoder left out would stand; behind them anything may follow.
        byte[] bytes = new byte[600];
        byte[] packed = new byte[bytes.Length + 300];
        int length = _coder.Compress(bytes, packed.AsSpan(0, bytes.Length));
        Array.Fill(packed, (byte)0xEE, length + 8, 200);

        Assert.That(_coder.Decompress(packed.AsSpan(0, length + 208), new byte[4096]), Is.EqualTo(600));
    }

    [Test]
    [Property("Requirement", "RNG-026")]
    public void Neither_direction_allocates()
    {
        byte[][] inputs = Enumerable.Range(0, 60).Select(CodecInputs.Create).ToArray();
        byte[] packed = new byte[4096];
        byte[] back = new byte[4096];
        RunAll(inputs, packed, back);

        Assert.That(AllocatedBytes.OfEveryRound(() => RunAll(inputs, packed, back)), Is.Zero);
    }

    private void RunAll(byte[][] inputs, byte[] packed, byte[] back)
    {
        foreach (byte[] input in inputs)
        {
            int length = _coder.Compress(input, packed.AsSpan(0, input.Length));
            _coder.Decompress(packed.AsSpan(0, length), back);
            _coder.Decompress(input, back);
        }
    }
}
