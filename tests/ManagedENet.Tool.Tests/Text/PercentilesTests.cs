using System.Diagnostics;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Tests.Text;

[TestFixture]
internal sealed class PercentilesTests
{
    [Test]
    public void Nothing_measured_is_zero()
        => Assert.That(new[] { new Percentiles().MinimumMs, new Percentiles().P99Ms, new Percentiles().MaximumMs }, Is.All.Zero);

    [Test]
    public void Percentiles_are_measured_values_with_that_share_at_or_below_them()
    {
        var times = new Percentiles();
        for (int ms = 100; ms >= 1; ms--) times.Add(ms * Stopwatch.Frequency / 1_000);
        Assert.That(times.MinimumMs, Is.EqualTo(1));
        Assert.That(times.P50Ms, Is.EqualTo(50));
        Assert.That(times.P90Ms, Is.EqualTo(90));
        Assert.That(times.P99Ms, Is.EqualTo(99));
        Assert.That(times.MaximumMs, Is.EqualTo(100));
    }

    [Test]
    public void Values_added_after_a_question_count_too()
    {
        var times = new Percentiles();
        times.Add(Stopwatch.Frequency);
        Assert.That(times.MaximumMs, Is.EqualTo(1_000));
        var more = new Percentiles();
        more.Add(2 * Stopwatch.Frequency);
        more.Add(-5);
        times.AddAll(more);
        Assert.That(times.MaximumMs, Is.EqualTo(2_000));
        Assert.That(times.MinimumMs, Is.Zero);
        Assert.That(times.Count, Is.EqualTo(3));
    }
}
