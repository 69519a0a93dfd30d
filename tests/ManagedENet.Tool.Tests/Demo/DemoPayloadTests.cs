using System;
using System.Linq;
using ManagedENet.Tool.Demo;

namespace ManagedENet.Tool.Tests.Demo;

[TestFixture]
internal sealed class DemoPayloadTests
{
    private static readonly SendingWay Way = SendingWay.All[0];

    [Test]
    public void What_was_written_reads_back()
    {
        foreach (SendingWay way in SendingWay.All)
        {
            byte[] payload = Written(way, 3, 17, 123_456_789_012);
            Assert.That(DemoPayload.TryRead(payload, way, 3, out int number, out long sentAt), Is.True, way.Name);
            Assert.That((number, sentAt), Is.EqualTo((17, 123_456_789_012)));
        }
    }

    [Test]
    public void Every_turned_bit_shows()
    {
        byte[] payload = Written(Way, 3, 17, 99);
        for (int bit = 0; bit < payload.Length * 8; bit++)
        {
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(DemoPayload.TryRead(payload, Way, 3, out _, out _), Is.False, $"bit {bit}");
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Test]
    public void A_packet_that_is_cut_or_of_another_lane_is_corrupt()
    {
        byte[] payload = Written(Way, 3, 17, 99);
        Assert.That(DemoPayload.TryRead(payload.AsSpan(0, payload.Length - 1), Way, 3, out _, out _), Is.False);
        Assert.That(DemoPayload.TryRead(payload, Way, 4, out _, out _), Is.False);
        Assert.That(DemoPayload.TryRead(default, Way, 3, out _, out _), Is.False);
    }

    [Test]
    public void Lengths_stay_within_the_bounds_of_their_way_and_use_them()
    {
        int[] lengths = Enumerable.Range(0, 2_000).Select(Way.BytesOf).ToArray();
        Assert.That(lengths.Min(), Is.InRange(Way.SmallestBytes, Way.SmallestBytes + 5));
        Assert.That(lengths.Max(), Is.InRange(Way.LargestBytes - 5, Way.LargestBytes));
        Assert.That(SendingWay.All.Select(w => (int)w.ChannelId), Is.EqualTo(Enumerable.Range(0, SendingWay.All.Count)));
        Assert.That(SendingWay.All.All(w => w.SmallestBytes >= DemoPayload.HeaderBytes), Is.True);
    }

    private static byte[] Written(SendingWay way, int lane, int number, long sentAt)
    {
        byte[] payload = new byte[way.BytesOf(number)];
        DemoPayload.Write(payload, lane, number, sentAt);
        return payload;
    }
}
