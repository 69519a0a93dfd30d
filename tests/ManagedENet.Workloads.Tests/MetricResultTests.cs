using ManagedENet.Worker;

namespace ManagedENet.Workloads.Tests;

[TestFixture]
internal sealed class MetricResultTests
{
    private static readonly Metric Time = new Metric("time", "time", "ns", sample => sample["cpu"]).Reaching(Goal.Ratio(0.5), Goal.AtMost(40));

    [Test]
    public void The_median_is_the_value_in_the_middle_or_between_the_two_in_the_middle()
    {
        Assert.That(MetricResult.MedianOf([9, 1, 5]), Is.EqualTo(5));
        Assert.That(MetricResult.MedianOf([9, 1, 5, 7]), Is.EqualTo(6));
        Assert.That(MetricResult.MedianOf([]), Is.Zero);
    }

    [Test]
    public void A_ratio_is_the_median_of_the_ratios_within_each_repeat()
    {
        // In the second repeat the machine was ten times as slow for both: the ratio does not see it, and the quotient of the medians would be 0.4.
        var result = new MetricResult(Time, Engine.Socket, [40, 500, 60], [100, 1000, 100]);
        Assert.That(result.Ratio, Is.EqualTo(0.5));
        Assert.That(result.Median, Is.EqualTo(60));
    }

    [Test]
    public void Without_native_or_beside_a_zero_there_is_no_ratio_and_no_verdict_about_one()
    {
        var alone = new MetricResult(Time, Engine.Socket, [40], null);
        var besideZero = new MetricResult(Time, Engine.Socket, [40, 40], [100, 0]);
        Assert.That(new[] { alone.Ratio, besideZero.Ratio }, Is.All.Null);
        Assert.That(new[] { alone.IsReached, besideZero.IsReached }, Is.All.Null);
    }

    [Test]
    public void Each_transport_is_held_against_its_own_goal_and_reaching_it_is_enough()
    {
        Assert.That(new MetricResult(Time, Engine.Socket, [50], [100]).IsReached, Is.True);
        Assert.That(new MetricResult(Time, Engine.Socket, [51], [100]).IsReached, Is.False);
        Assert.That(new MetricResult(Time, Engine.Linux, [40], [10]).IsReached, Is.True);
        Assert.That(new MetricResult(Time, Engine.Linux, [41], [100]).IsReached, Is.False);
        Assert.That(new MetricResult(Time, Engine.Native, [50], null).IsReached, Is.Null);
        Assert.That(Goal.AtLeast(99.5).IsReached(99.4, null), Is.False);
        Assert.That(Goal.AtLeast(99.5).IsReached(99.5, null), Is.True);
    }
}
