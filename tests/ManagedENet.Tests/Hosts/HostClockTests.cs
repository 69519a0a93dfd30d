using System;
using System.Diagnostics;
using System.Numerics;
using ManagedENet.Internal;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>Microseconds out of any time provider: whatever it starts at, however fast it counts, however long it runs.</summary>
public sealed class HostClockTests
{
    private const long Second = 1_000_000;

    private static readonly long[] Frequencies = [1, 3, 1000, 1_193_182, 1_000_000, 3_579_545, 10_000_000, 24_000_000, 1_000_000_000, 2_999_999_999, 9_300_000_000_000, long.MaxValue];
    private static readonly long[] Starts = [0, 1, -1, 1_000_000_007, -1_000_000_007, long.MinValue, long.MaxValue];

    [Test]
    public void It_shows_the_time_that_has_passed_whatever_the_frequency_and_the_start(
        [ValueSource(nameof(Frequencies))] long frequency, [ValueSource(nameof(Starts))] long start)
    {
        var provider = new SteppingProvider(frequency) { Timestamp = start };
        var clock = new HostClock(provider);
        Assert.That(clock.NowUs, Is.EqualTo(HostClock.OriginUs));
        long year = 365L * 86_400;
        foreach (long seconds in (long[])[1, 59, 3600, year / 12, year, 50 * year])
        {
            foreach (long rest in (long[])[0, frequency / 3, frequency - 1])
            {
                BigInteger ticks = (new BigInteger(seconds) * frequency) + rest;
                if (ticks > long.MaxValue) continue;
                provider.Timestamp = unchecked(start + (long)ticks);
                BigInteger expectedUs = HostClock.OriginUs + (ticks * Second / frequency);

                // At frequencies that no clock has, a part of a microsecond is not exact.
                long toleranceUs = frequency > 1_000_000_000_000 ? 1 : 0;
                long nowUs = clock.NowUs;
                Assert.That(BigInteger.Abs(nowUs - expectedUs), Is.LessThanOrEqualTo(new BigInteger(toleranceUs)), $"after {seconds} s and {rest} ticks");
                Assert.That(clock.NowMs, Is.EqualTo(nowUs / 1000));
            }
        }
    }

    [Test]
    public void It_is_positive_at_the_start_whatever_the_provider_shows([ValueSource(nameof(Starts))] long start)
    {
        var clock = new HostClock(new SteppingProvider(1_000_000_000) { Timestamp = start });
        Assert.That(clock.NowMs, Is.EqualTo(86_400_000));
    }

    [Test]
    public void It_holds_where_the_provider_steps_back_and_goes_on_when_that_has_caught_up()
    {
        var provider = new SteppingProvider(1000) { Timestamp = 5000 };
        var clock = new HostClock(provider);
        provider.Timestamp = 9000;
        long then = clock.NowUs;
        foreach (long back in (long[])[8999, 5000, 0, -100_000, long.MinValue + 9000])
        {
            provider.Timestamp = back;
            Assert.That(clock.NowUs, Is.EqualTo(then), $"at {back}");
        }

        provider.Timestamp = 9001;
        Assert.That(clock.NowUs, Is.EqualTo(then + 1000));
    }

    [Test]
    public void A_jump_further_than_microseconds_reach_does_no_harm()
    {
        var provider = new SteppingProvider(1);
        var clock = new HostClock(provider);
        long before = clock.NowUs;
        provider.Timestamp = long.MaxValue;
        Assert.That(clock.NowUs, Is.GreaterThanOrEqualTo(before));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void A_provider_that_does_not_count_is_refused(long frequency)
        => Assert.Throws<ArgumentException>(() => _ = new HostClock(new SteppingProvider(frequency)));

    [Test]
    public void The_systems_time_never_goes_back_and_keeps_pace_with_the_stopwatch()
    {
        // One watch starts before the first reading and one after it, so that a pause of the machine between two lines cannot fail the test.
        var outer = Stopwatch.StartNew();
        var clock = new HostClock(provider: null);
        long startUs = clock.NowUs;
        var inner = Stopwatch.StartNew();
        long lastUs = startUs;
        bool isBackwards = false;
        while (inner.ElapsedMilliseconds < 20)
        {
            long nowUs = clock.NowUs;
            isBackwards |= nowUs < lastUs;
            lastUs = nowUs;
        }

        long innerUs = (long)inner.Elapsed.TotalMicroseconds;
        long elapsedUs = clock.NowUs - startUs;
        Assert.That(isBackwards, Is.False);
        Assert.That(elapsedUs, Is.InRange(innerUs - 1, (long)outer.Elapsed.TotalMicroseconds + 2));
    }

    private sealed class SteppingProvider : TimeProvider
    {
        public SteppingProvider(long frequency) => TimestampFrequency = frequency;

        public long Timestamp { get; set; }

        public override long TimestampFrequency { get; }

        public override long GetTimestamp() => Timestamp;
    }
}
