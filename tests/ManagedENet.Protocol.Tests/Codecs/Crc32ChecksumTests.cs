using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Shared;

namespace ManagedENet.Protocol.Tests.Codecs;

[TestFixture]
internal sealed class Crc32ChecksumTests
{
    private static readonly Crc32Method[] Methods = Enum.GetValues<Crc32Method>();

    [TestCase("", 0x0000_0000u)]
    [TestCase("00", 0xD202_EF8Du)]
    [TestCase("313233343536373839", 0xCBF4_3926u)]
    [TestCase("0000000000000000000000000000000000000000000000000000000000000000", 0x190A_55ADu)]
    [TestCase("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0xFF6C_AB0Bu)]
    [TestCase("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x9126_7E8Au)]
    [Property("Requirement", "CRC-001, CRC-002")]
    public void Known_bytes_have_their_known_checksum(string hex, uint expected)
    {
        Assert.That(Crc32Checksum.Instance.Compute(Convert.FromHexString(hex)), Is.EqualTo(expected));
    }

    // CONNECT and VERIFY_CONNECT of protocol-spec/vectors/native/checksum/connect.txt; the checksum's place is taken by the connect id, if one is known.
    [TestCase("8fff000093886a2082ff00010000ffff000005780001000000000002000000000000000000001388000000020000000244434343cafebabe", "00000000")]
    [TestCase("800000016f084b4783ff000100000000000005780001000000000002000000000000000000001388000000020000000244434343", "44434343")]
    [Property("Requirement", "CRC-003")]
    public void A_recorded_datagram_has_the_checksum_that_native_wrote_highest_byte_first(string recorded, string placeholder)
    {
        byte[] datagram = Convert.FromHexString(recorded);
        byte[] written = datagram[4..8];
        Convert.FromHexString(placeholder).CopyTo(datagram, 4);

        uint checksum = Crc32Checksum.Instance.Compute(datagram);

        Assert.That(new[] { (byte)(checksum >> 24), (byte)(checksum >> 16), (byte)(checksum >> 8), (byte)checksum }, Is.EqualTo(written));
    }

    [TestCaseSource(nameof(Methods))]
    [Property("Requirement", "CRC-004")]
    public void Every_way_gives_the_plain_number_for_every_length(object way)
    {
        var method = (Crc32Method)way;
        IgnoreUnlessSupported(method);
        byte[] bytes = new byte[4096];
        new Random(20).NextBytes(bytes);
        uint register = uint.MaxValue;
        List<int> wrong = new();
        for (int length = 0; length <= bytes.Length; length++)
        {
            if (length > 0) register = PlainStep(register, bytes[length - 1]);
            if (Crc32Checksum.ComputeBy(method, bytes.AsSpan(0, length)) != ~register) wrong.Add(length);
            if (Crc32Checksum.Instance.Compute(bytes.AsSpan(0, length)) != ~register) wrong.Add(length);
        }

        Assert.That(wrong, Is.Empty);
    }

    [TestCaseSource(nameof(Methods))]
    [Property("Requirement", "CRC-004")]
    public void Every_way_gives_the_plain_number_wherever_the_bytes_begin(object way)
    {
        var method = (Crc32Method)way;
        IgnoreUnlessSupported(method);
        byte[] bytes = new byte[400];
        new Random(21).NextBytes(bytes);
        for (int start = 0; start < 70; start++)
        {
            for (int length = 0; length <= 300; length += 1 + (start % 7))
            {
                ReadOnlySpan<byte> part = bytes.AsSpan(start, length);
                Assert.That(Crc32Checksum.ComputeBy(method, part), Is.EqualTo(Plain(part)), $"{length} bytes from {start}");
            }
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "CRC-001, CRC-004")]
    public bool Any_bytes_have_the_plain_number_by_every_way_there_is(byte[] bytes, byte repeats)
    {
        byte[] longer = Enumerable.Repeat(bytes, repeats % 16).SelectMany(part => part).ToArray();
        uint expected = Plain(longer);
        return Crc32Checksum.Instance.Compute(longer) == expected
            && Methods.Where(Crc32Checksum.IsSupported).All(method => Crc32Checksum.ComputeBy(method, longer) == expected);
    }

    [FsCheck.NUnit.Property]
    public bool A_single_wrong_bit_never_goes_unseen(byte[] bytes, ushort place)
    {
        if (bytes.Length == 0) return true;
        uint right = Crc32Checksum.Instance.Compute(bytes);
        bytes[place / 8 % bytes.Length] ^= (byte)(1 << (place % 8));
        return Crc32Checksum.Instance.Compute(bytes) != right;
    }

    [Test]
    [Property("Requirement", "CRC-001, CRC-002, CRC-003")]
    public void Native_computes_the_same()
    {
        NativeCodecs.IgnoreWhenMissing();
        byte[] bytes = new byte[1500];
        new Random(22).NextBytes(bytes);
        for (int length = 1; length <= bytes.Length; length++)
        {
            uint ours = Crc32Checksum.Instance.Compute(bytes.AsSpan(0, length));
            Assert.That(ours, Is.EqualTo(NativeCodecs.Crc32(bytes, length)), $"{length} bytes");
        }
    }

    [TestCaseSource(nameof(Methods))]
    [Property("Requirement", "CRC-005")]
    public void No_way_allocates(object way)
    {
        var method = (Crc32Method)way;
        IgnoreUnlessSupported(method);
        byte[] bytes = Encoding.ASCII.GetBytes(new string('x', 1203));
        Crc32Checksum.ComputeBy(method, bytes);
        Crc32Checksum.Instance.Compute(bytes);

        long allocated = AllocatedBytes.OfEveryRound(() =>
        {
            for (int length = 0; length <= bytes.Length; length++)
            {
                Crc32Checksum.ComputeBy(method, bytes.AsSpan(0, length));
                Crc32Checksum.Instance.Compute(bytes.AsSpan(0, length));
            }
        });
        Assert.That(allocated, Is.Zero);
    }

    private static void IgnoreUnlessSupported(Crc32Method method)
    {
        if (!Crc32Checksum.IsSupported(method)) Assert.Ignore($"This processor, or this build, has no {method}.");
    }

    private static uint Plain(ReadOnlySpan<byte> bytes)
    {
        uint register = uint.MaxValue;
        foreach (byte value in bytes) register = PlainStep(register, value);
        return ~register;
    }

    // Bit by bit, as CRC-001 says it.
    private static uint PlainStep(uint register, byte value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            bool differs = ((register ^ (uint)(value >> bit)) & 1) != 0;
            register = differs ? (register >> 1) ^ 0xEDB8_8320 : register >> 1;
        }

        return register;
    }
}
