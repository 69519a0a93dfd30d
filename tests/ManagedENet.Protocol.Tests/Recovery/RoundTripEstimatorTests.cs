using System;
using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Tests.Recovery;

[TestFixture]
internal sealed class RoundTripEstimatorTests
{
    [FsCheck.NUnit.Property(MaxTest = 500)]
    [Property("Requirement", "REL-012, REL-013, REL-014")]
    public bool It_follows_the_specification_step_by_step(ushort first, ushort[] samples)
    {
        var estimator = default(RoundTripEstimator);
        estimator.Reset();
        estimator.Start(first);
        long rtt = first;
        long variance = (first + 1) / 2;
        long lowest = Math.Min(500, rtt);
        long highest = variance;
        foreach (ushort sample in samples)
        {
            estimator.Add(sample);
            variance -= variance / 4;
            long d = Math.Abs(sample - rtt);
            variance += d / 4;
            rtt += Math.Sign(sample - rtt) * (d / 8);
            lowest = Math.Min(lowest, rtt);
            highest = Math.Max(highest, variance);
            if ((estimator.MeanMs, estimator.VarianceMs, estimator.LowestMs, estimator.HighestVarianceMs) != (rtt, variance, lowest, highest)) return false;
            if (estimator.RetransmitAfterMs != rtt + (4 * variance)) return false;
        }

        return true;
    }

    [Test]
    [Property("Requirement", "REL-015, HSK-011")]
    public void An_epoch_hands_its_extremes_over()
    {
        var estimator = default(RoundTripEstimator);
        estimator.Reset();
        Assert.That((estimator.MeanMs, estimator.VarianceMs, estimator.LowestMs, estimator.LastEpochMs, estimator.LastEpochVarianceMs), Is.EqualTo((500u, 0u, 500u, 500u, 0u)));
        estimator.Start(100);
        estimator.Add(300);
        estimator.Add(100);
        (uint lowest, uint highest) = (estimator.LowestMs, estimator.HighestVarianceMs);
        estimator.EndEpoch();
        Assert.That((estimator.LastEpochMs, estimator.LastEpochVarianceMs), Is.EqualTo((lowest, highest)));
        Assert.That((estimator.LowestMs, estimator.HighestVarianceMs), Is.EqualTo((estimator.MeanMs, estimator.VarianceMs)));

        estimator.Reset();
        estimator.Start(0);
        estimator.EndEpoch();
        Assert.That(estimator.LastEpochVarianceMs, Is.EqualTo(1), "at least 1");
    }
}
