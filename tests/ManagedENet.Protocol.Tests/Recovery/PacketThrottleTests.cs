using System.Linq;
using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Tests.Recovery;

[TestFixture]
internal sealed class PacketThrottleTests
{
    [TestCase(0u, 10)]
    [TestCase(8u, 90)]
    [TestCase(16u, 170)]
    [TestCase(24u, 250)]
    [TestCase(31u, 320)]
    [TestCase(32u, 320)]
    [Property("Requirement", "FLW-020, FLW-030, FLW-031")]
    public void The_drop_cycle_lets_the_measured_number_of_320_through(uint value, int passed)
    {
        var throttle = default(PacketThrottle);
        throttle.Reset();
        throttle.SetLimit(value);
        Assert.That(Enumerable.Range(0, 320).Count(_ => !throttle.ShouldDrop()), Is.EqualTo(passed));
        Assert.That(throttle.Counter, Is.Zero, "320 is ten cycles of 32");
    }

    [TestCase(100u, 10u, 100u, 18u)] // not longer than the last epoch: up by two
    [TestCase(100u, 10u, 120u, 16u)] // within twice the variance: as it is
    [TestCase(100u, 10u, 121u, 14u)] // longer: down by two
    [TestCase(10u, 10u, 60_000u, 32u)] // a path whose variance is as large as its time: to the limit
    [Property("Requirement", "FLW-021")]
    public void It_adapts_to_the_last_epoch(uint lastMs, uint lastVarianceMs, uint sampleMs, uint expected)
    {
        RoundTripEstimator roundTrip = Epoch(lastMs, lastVarianceMs);
        var throttle = default(PacketThrottle);
        throttle.Reset();
        throttle.SetLimit(16);
        throttle.SetLimit(32);
        Assert.That(throttle.Value, Is.EqualTo(16), "a higher limit does not raise the value by itself");
        throttle.Adapt(sampleMs, roundTrip);
        Assert.That(throttle.Value, Is.EqualTo(expected));
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    [Property("Requirement", "LIM-023")]
    public bool Steps_of_any_size_keep_it_between_0_and_its_limit(uint acceleration, uint deceleration, byte limit, ushort[] samples)
    {
        RoundTripEstimator roundTrip = Epoch(100, 10);
        var throttle = default(PacketThrottle);
        throttle.Reset();
        throttle.Acceleration = acceleration;
        throttle.Deceleration = deceleration;
        throttle.SetLimit((uint)limit % 33);
        foreach (ushort sample in samples)
        {
            throttle.Adapt(sample, roundTrip);
            if (throttle.Value > throttle.Limit) return false;
        }

        return true;
    }

    [Test]
    [Property("Requirement", "REL-015, LIM-023")]
    public void An_epoch_lasts_for_the_interval_and_one_of_0_ends_each_time()
    {
        var throttle = default(PacketThrottle);
        throttle.Reset();
        Assert.That(throttle.TryEndEpoch(100_000), Is.True, "the first one begins");
        Assert.That(throttle.TryEndEpoch(5_099_000), Is.False);
        Assert.That(throttle.TryEndEpoch(5_100_000), Is.True);
        throttle.Set(0, throttle.Acceleration, throttle.Deceleration);
        Assert.That(throttle.TryEndEpoch(5_100_000), Is.True);
    }

    private static RoundTripEstimator Epoch(uint lastMs, uint lastVarianceMs)
    {
        var roundTrip = default(RoundTripEstimator);
        roundTrip.Reset(showsWholeMs: true);
        roundTrip.Start(lastMs, lastMs * 1000);
        for (int i = 0; i < 200; i++)
        {
            roundTrip.EndEpoch();
            if (roundTrip.LastEpochVarianceMs == lastVarianceMs) break;
            uint difference = lastVarianceMs - (roundTrip.VarianceMs - (roundTrip.VarianceMs / 4));
            uint sampleMs = roundTrip.MeanMs + (difference > lastVarianceMs ? 0 : difference * 4);
            roundTrip.Add(sampleMs, sampleMs * 1000);
        }

        // The estimator has no setter: hand it the wanted epoch through one measurement.
        if (roundTrip.LastEpochMs == lastMs && roundTrip.LastEpochVarianceMs == lastVarianceMs) return roundTrip;
        Assert.Fail($"no way to an epoch of {lastMs} ms and {lastVarianceMs} ms: {roundTrip.LastEpochMs}, {roundTrip.LastEpochVarianceMs}");
        return roundTrip;
    }
}
