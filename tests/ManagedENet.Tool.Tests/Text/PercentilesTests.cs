using System;
using System.Diagnostics;
using System.Linq;
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
        Assert.That(times.P95Ms, Is.EqualTo(95));
        Assert.That(times.P99Ms, Is.EqualTo(99));
        Assert.That(times.P999Ms, Is.EqualTo(100));
        Assert.That(times.MaximumMs, Is.EqualTo(100));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(10)]
    [TestCase(999)]
    [TestCase(1_000)]
    [TestCase(4_321)]
    public void Percentiles_are_what_counting_finds(int count)
    {
        // Without sorting and without an index: of all values, the least one that enough others do not exceed.
        var times = new Percentiles();
        double[] measured = new double[count];
        uint luck = 1;
        for (int i = 0; i < count; i++)
        {
            luck = (luck * 1_664_525) + 1_013_904_223;
            measured[i] = luck >> 20;
            times.Add(TimeSpan.FromMilliseconds(measured[i]));
        }

        double Counted(int perMille) => measured.Where(m => measured.LongCount(other => other <= m) * 1_000 >= (long)perMille * count).Min();
        Assert.That(times.P50Ms, Is.EqualTo(Counted(500)));
        Assert.That(times.P95Ms, Is.EqualTo(Counted(950)));
        Assert.That(times.P99Ms, Is.EqualTo(Counted(990)));
        Assert.That(times.P999Ms, Is.EqualTo(Counted(999)));
        Assert.That(times.MaximumMs, Is.EqualTo(Counted(1_000)).And.EqualTo(measured.Max()));
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
