using System;
using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Tests.Recovery;

[TestFixture]
internal sealed class RoundTripEstimatorTests
{
    [TestCase(0u, 900u)]
    [TestCase(1u, 1u)]
    [TestCase(20u, 20u)]
    [TestCase(20u, 21u)]
    [TestCase(20u, 27u)]
    [TestCase(20u, 13u)]
    [TestCase(20u, 60_000u)]
    [TestCase(700u, 1u)]
    [Property("Requirement", "REL-020, DEV-043")]
    public void What_is_shown_comes_to_the_truth_and_its_variance_to_nothing(uint truth, uint first)
    {
        RoundTripEstimator estimator = Started(first);
        for (int i = 0; i < 200; i++) estimator.Add(truth, (truth) * 1000u);
        Assert.That((RoundTripEstimator.Rounded(estimator.ShownMeanUs), RoundTripEstimator.Rounded(estimator.ShownVarianceUs)), Is.EqualTo((truth, 0u)));
    }

    [Test]
    [Property("Requirement", "REL-020, REL-013, DEV-043")]
    public void Two_that_take_turns_are_shown_by_their_middle_and_their_distance_from_it()
    {
        RoundTripEstimator estimator = Started(500);
        for (int i = 0; i < 400; i++) estimator.Add(i % 2 == 0 ? 22u : 18u, (i % 2 == 0 ? 22u : 18u) * 1000u);
        Assert.That((RoundTripEstimator.Rounded(estimator.ShownMeanUs), RoundTripEstimator.Rounded(estimator.ShownVarianceUs)), Is.EqualTo((20u, 2u)));
        Assert.That(estimator.MeanMs, Is.GreaterThan(24), "whole milliseconds stop on the way");
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    [Property("Requirement", "REL-020, DEV-043")]
    public bool What_is_shown_stays_beside_real_numbers(ushort first, ushort[] samples)
    {
        RoundTripEstimator estimator = Started(first);
        double mean = first, variance = first / 2.0;
        foreach (ushort sample in samples)
        {
            estimator.Add(sample, (sample) * 1000u);
            variance += (Math.Abs(sample - mean) - variance) / 4;
            mean += (sample - mean) / 8;
            if (Math.Abs((estimator.ShownMeanUs / 1000.0) - mean) > 0.01 || Math.Abs((estimator.ShownVarianceUs / 1000.0) - variance) > 0.01) return false;
        }

        return true;
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    [Property("Requirement", "REL-030, REL-015, DEV-043")]
    public bool Time_outs_and_the_throttle_go_by_native_s_numbers_whatever_is_shown(ushort first, (ushort Sample, bool EndsEpoch)[] steps)
    {
        RoundTripEstimator fine = Started(first), native = Started(first, showsWholeMs: true);
        foreach ((ushort sample, bool endsEpoch) in steps)
        {
            fine.Add(sample, (sample) * 1000u);
            native.Add(sample, (sample) * 1000u);
            if (endsEpoch) fine.EndEpoch();
            if (endsEpoch) native.EndEpoch();
            if ((fine.RetransmitAfterUs, fine.LastEpochMs, fine.LastEpochVarianceMs) != (native.RetransmitAfterUs, native.LastEpochMs, native.LastEpochVarianceMs)) return false;
            if ((native.ShownMeanUs, native.ShownVarianceUs) != (native.MeanMs * 1000, native.VarianceMs * 1000)) return false;
        }

        return true;
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    [Property("Requirement", "REL-012, REL-013, REL-014")]
    public bool It_follows_the_specification_step_by_step(ushort first, ushort[] samples)
    {
        var estimator = default(RoundTripEstimator);
        estimator.Reset(showsWholeMs: true);
        estimator.Start(first, first * 1000u);
        long rtt = first;
        long variance = (first + 1) / 2;
        long lowest = Math.Min(500, rtt);
        long highest = variance;
        foreach (ushort sample in samples)
        {
            estimator.Add(sample, (sample) * 1000u);
            variance -= variance / 4;
            long d = Math.Abs(sample - rtt);
            variance += d / 4;
            rtt += Math.Sign(sample - rtt) * (d / 8);
            lowest = Math.Min(lowest, rtt);
            highest = Math.Max(highest, variance);
            if ((estimator.MeanMs, estimator.VarianceMs, estimator.LowestMs, estimator.HighestVarianceMs) != (rtt, variance, lowest, highest)) return false;
            if (estimator.RetransmitAfterUs != (rtt + (4 * variance)) * 1000) return false;
        }

        return true;
    }

    [Test]
    [Property("Requirement", "REL-015, HSK-011")]
    public void An_epoch_hands_its_extremes_over()
    {
        var estimator = default(RoundTripEstimator);
        estimator.Reset(showsWholeMs: true);
        Assert.That((estimator.MeanMs, estimator.VarianceMs, estimator.LowestMs, estimator.LastEpochMs, estimator.LastEpochVarianceMs), Is.EqualTo((500u, 0u, 500u, 500u, 0u)));
        estimator.Start(100, 100 * 1000u);
        estimator.Add(300, (300) * 1000u);
        estimator.Add(100, (100) * 1000u);
        (uint lowest, uint highest) = (estimator.LowestMs, estimator.HighestVarianceMs);
        estimator.EndEpoch();
        Assert.That((estimator.LastEpochMs, estimator.LastEpochVarianceMs), Is.EqualTo((lowest, highest)));
        Assert.That((estimator.LowestMs, estimator.HighestVarianceMs), Is.EqualTo((estimator.MeanMs, estimator.VarianceMs)));

        estimator.Reset(showsWholeMs: true);
        estimator.Start(0, 0 * 1000u);
        estimator.EndEpoch();
        Assert.That(estimator.LastEpochVarianceMs, Is.EqualTo(1), "at least 1");
    }

    private static RoundTripEstimator Started(uint first, bool showsWholeMs = false)
    {
        var estimator = default(RoundTripEstimator);
        estimator.Reset(showsWholeMs);
        estimator.Start(first, first * 1000u);
        return estimator;
    }
}
