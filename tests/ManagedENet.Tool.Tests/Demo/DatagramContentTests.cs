using System;
using System.Linq;
using ManagedENet.Tool.Demo;

namespace ManagedENet.Tool.Tests.Demo;

[TestFixture]
internal sealed class DatagramContentTests
{
    private const string TimedHeader = "80011234";
    private const string ShortHeader = "0001";
    private const string Ping = "8500 0001";
    private const string Acknowledge = "0100 0001 0001 1234";
    private const string Reliable = "8600 0001 0003 AABBCC";
    private const string Unreliable = "0700 0001 0002 0003 AABBCC";
    private const string Unsequenced = "4900 0000 0002 0003 AABBCC";
    private const string UnreliableFragment = "0C00 0001 0002 0003 00000002 00000000 00000006 00000000 AABBCC";
    private const string ReliableFragment = "8800 0001 0002 0003 00000002 00000000 00000006 00000000 AABBCC";

    [TestCase(TimedHeader + Ping, true)]
    [TestCase(TimedHeader + Reliable, true)]
    [TestCase(TimedHeader + ReliableFragment, true)]
    [TestCase(ShortHeader + Acknowledge, true)]
    [TestCase(ShortHeader + Unreliable, false)]
    [TestCase(ShortHeader + Unsequenced, false)]
    [TestCase(ShortHeader + UnreliableFragment, false)]
    [TestCase(ShortHeader + Unreliable + Unsequenced + UnreliableFragment, false)]
    [TestCase(ShortHeader + Unreliable + Unsequenced + UnreliableFragment + Acknowledge, true)]
    [TestCase(TimedHeader + UnreliableFragment + Unsequenced + Reliable, true)]
    [TestCase(ShortHeader, false)]
    [TestCase("00", false)]
    [TestCase("", false)]
    [TestCase(ShortHeader + "0F", false)]
    [TestCase(ShortHeader + "0700 0001 0002 FFFF AA", false)]
    public void Only_acknowledgements_and_what_wants_one_count(string hex, bool expected)
        => Assert.That(new DatagramContent(hasChecksum: false, compressor: null).IsAboutReliableDelivery(Bytes(hex)), Is.EqualTo(expected));

    [Test]
    public void The_checksum_stands_between_header_and_commands()
    {
        var content = new DatagramContent(hasChecksum: true, compressor: null);
        Assert.That(content.IsAboutReliableDelivery(Bytes(TimedHeader + "11223344" + Unreliable + Ping)), Is.True);
        Assert.That(content.IsAboutReliableDelivery(Bytes(TimedHeader + "86000001" + Unreliable)), Is.False);
    }

    [Test]
    public void Junk_of_every_length_ends()
    {
        var content = new DatagramContent(hasChecksum: false, compressor: null);
        byte[] junk = Enumerable.Range(0, 300).Select(i => (byte)(i * 71)).ToArray();
        Assert.That(() =>
        {
            for (int start = 0; start < 100; start++)
            {
                for (int length = 0; length < 200; length++) content.IsAboutReliableDelivery(junk.AsSpan(start, length));
            }
        }, Throws.Nothing);
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
}
