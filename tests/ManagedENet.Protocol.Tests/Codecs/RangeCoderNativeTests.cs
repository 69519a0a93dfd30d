using System;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Protocol.Tests.Codecs;

/// <summary>Byte for byte what native does, both directions.</summary>
[TestFixture]
internal sealed class RangeCoderNativeTests
{
    private readonly RangeCoder _coder = new();

    [OneTimeSetUp]
    public void NeedNative() => NativeCodecs.IgnoreWhenMissing();

    [Test]
    [Property("Requirement", "RNG-002, RNG-003, RNG-004, RNG-005, RNG-006, RNG-012, RNG-013, RNG-016, RNG-017, RNG-019, RNG-024")]
    public void Six_thousand_inputs_of_every_shape_are_compressed_to_native_s_bytes_and_read_by_both()
    {
        for (int seed = 0; seed < 6_000; seed++) AssertSame(CodecInputs.Create(seed), $"input {seed}");
    }

    [Test]
    [Property("Requirement", "RNG-020")]
    public void Inputs_that_make_contexts_halve_are_compressed_to_native_s_bytes()
    {
        AssertSame([.. CodecInputs.StrangerEverywhere(), .. new byte[600]], "order 0");
        AssertSame(new byte[70_000], "one value");
        AssertSame(CodecInputs.CrowdedPair(), "a total beyond the limit");
    }

    [Test]
    [Property("Requirement", "RNG-010")]
    public void Every_input_of_one_and_two_bytes_is_read_from_native_s_bytes()
    {
        byte[] room = new byte[4];
        byte[] bytes = new byte[2];
        for (int pair = 0; pair < 65_536; pair++)
        {
            bytes[0] = (byte)(pair >> 8);
            bytes[1] = (byte)pair;
            int length = _coder.Decompress(NativeCodecs.Compress(bytes), room);
            if (length != 2 || room[0] != bytes[0] || room[1] != bytes[1]) Assert.Fail(Convert.ToHexString(bytes));
        }

        for (int value = 0; value < 256; value++)
        {
            Assert.That(_coder.Decompress(NativeCodecs.Compress([(byte)value]), room), Is.EqualTo(1));
            Assert.That(room[0], Is.EqualTo(value));
        }
    }

    private void AssertSame(byte[] bytes, string what)
    {
        byte[] native = NativeCodecs.Compress(bytes);
        byte[] packed = new byte[bytes.Length];
        int length = _coder.Compress(bytes, packed);
        if (length != (native.Length < bytes.Length ? native.Length : 0)) Assert.Fail($"{what}: {length} bytes, native {native.Length}");
        if (length > 0)
        {
            if (!packed.AsSpan(0, length).SequenceEqual(native)) Assert.Fail($"{what}: other bytes than native's");
            if (!NativeCodecs.Decompress(packed[..length], bytes.Length).AsSpan().SequenceEqual(bytes)) Assert.Fail($"{what}: native does not read ours");
        }

        byte[] back = new byte[bytes.Length];
        if (_coder.Decompress(native, back) != bytes.Length || !back.AsSpan().SequenceEqual(bytes)) Assert.Fail($"{what}: we do not read native's");
    }
}
