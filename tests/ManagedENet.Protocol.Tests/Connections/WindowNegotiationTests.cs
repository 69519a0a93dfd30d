using System;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Protocol.Tests.Connections;

[TestFixture]
internal sealed class WindowNegotiationTests
{
    [FsCheck.NUnit.Property(MaxTest = 1_000)]
    [Property("Requirement", "HSK-021, LIM-024")]
    public bool A_window_follows_from_one_bandwidth(uint bandwidth, byte shift)
    {
        uint b = bandwidth >> (shift % 32);
        long expected = b == 0 ? 65_536 : Math.Clamp(b / 65_536L * 4_096L, 4_096L, 65_536L);
        return WindowNegotiation.ForBandwidth(b) == expected;
    }

    [FsCheck.NUnit.Property(MaxTest = 1_000)]
    [Property("Requirement", "HSK-025")]
    public bool Between_two_bandwidths_the_smaller_counts_and_where_one_is_unlimited_the_other(uint outgoing, uint incoming, byte zeros)
    {
        if ((zeros & 1) != 0) outgoing = 0;
        if ((zeros & 2) != 0) incoming = 0;
        uint counts = outgoing == 0 ? incoming : incoming == 0 ? outgoing : Math.Min(outgoing, incoming);
        return WindowNegotiation.Between(outgoing, incoming) == WindowNegotiation.ForBandwidth(counts);
    }

    [TestCase(0ul, 4_096u)]
    [TestCase(4_096ul, 4_096u)]
    [TestCase(50_000ul, 50_000u)]
    [TestCase(ulong.MaxValue, 65_536u)]
    [Property("Requirement", "LIM-020")]
    public void Windows_are_clamped(ulong window, uint expected) => Assert.That(WindowNegotiation.Clamp(window), Is.EqualTo(expected));
}
